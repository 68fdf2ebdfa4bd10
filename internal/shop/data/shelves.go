package data

// hall is a top-level category.
type hall struct {
	slug, name, description string
	brands                  []string
	shelves                 []shelf
}

// shelf is a category that holds products. Its weight is its share of the
// catalog; the words make the names: colour and noun, material and noun, or all.
type shelf struct {
	slug, name, description string
	weight                  int
	colours, materials      []string
	nouns                   []noun
}

// noun is a kind of product and what it costs, in euros.
type noun struct {
	name     string
	min, max int
}

var (
	calmColours  = []string{"White", "Sand", "Grey", "Sage", "Terracotta", "Navy", "Ochre", "Charcoal", "Olive", "Rust"}
	gadgetShades = []string{"Black", "White", "Silver", "Graphite", "Midnight", "Rose"}
	boldColours  = []string{"Red", "Blue", "Green", "Yellow", "Orange", "Teal", "Black", "Purple", "Coral", "Lime"}
	cupColours   = []string{"Blue", "White", "Green", "Red", "Yellow", "Speckled", "Black", "Cream", "Mint", "Pink"}
)

var halls = []hall{
	{
		"home", "Home", "Everything for the house, from the first coffee to the last lamp.",
		[]string{"Huys & Hof", "Lindgaard", "Morgenrood", "Casa Alba", "Northfold", "Pottery Lane", "Veldwerk", "Osterby"},
		[]shelf{
			{"kitchen", "Kitchen", "Mugs, pans and knives that last.", 9, cupColours, []string{"Stoneware", "Enamel", "Porcelain", "Glass", "Bamboo", "Cast-iron"}, []noun{
				{"mug", 9, 25},
				{"travel mug", 15, 35},
				{"espresso cup", 7, 18},
				{"teapot", 22, 60},
				{"dinner plate", 9, 28},
				{"bowl", 8, 24},
				{"frying pan", 25, 95},
				{"casserole", 45, 220},
				{"chef's knife", 35, 160},
				{"chopping board", 18, 65},
				{"pepper mill", 19, 55},
				{"storage jar", 7, 26},
				{"carafe", 17, 48},
			}},
			{"bedding", "Bedding", "Soft sheets for long nights.", 4, calmColours, []string{"Linen", "Cotton", "Percale", "Flannel"}, []noun{
				{"duvet cover", 45, 160}, {"pillowcase", 14, 40}, {"fitted sheet", 25, 85}, {"throw", 35, 120}, {"bedspread", 60, 190}, {"pillow", 25, 90},
			}},
			{"lighting", "Lighting", "Lamps for reading, eating and looking good.", 4, calmColours, []string{"Brass", "Rattan", "Paper", "Opal-glass", "Steel"}, []noun{
				{"table lamp", 35, 180}, {"floor lamp", 79, 340}, {"pendant lamp", 49, 290}, {"wall light", 35, 150}, {"reading light", 25, 90},
			}},
			{"furniture", "Furniture", "Pieces to live with for years.", 6, calmColours, []string{"Oak", "Walnut", "Ash", "Rattan", "Steel"}, []noun{
				{"side table", 79, 260}, {"dining chair", 89, 320}, {"bookcase", 149, 690}, {"bench", 119, 420}, {"desk", 190, 790}, {"armchair", 249, 990}, {"stool", 49, 160},
			}},
			{"garden", "Garden", "For balconies, borders and barbecues.", 4, calmColours, []string{"Zinc", "Teak", "Clay", "Willow"}, []noun{
				{"planter", 15, 90}, {"watering can", 18, 55}, {"garden chair", 59, 240}, {"lantern", 17, 70}, {"bird house", 19, 48}, {"parasol", 69, 290},
			}},
		},
	},
	{
		"electronics", "Electronics", "Devices that do one thing well, and some that do many.",
		[]string{"Veltron", "Kumo", "Ardent Audio", "Pixelworks", "Nordlyd", "Halden", "Tessera", "Quanta Labs"},
		[]shelf{
			{"audio", "Audio", "Headphones, speakers and turntables.", 6, gadgetShades, []string{"Wireless", "Studio", "Compact", "Hi-fi"}, []noun{
				{"headphones", 49, 390}, {"earbuds", 29, 240}, {"speaker", 59, 490}, {"soundbar", 129, 690}, {"turntable", 149, 590}, {"radio", 39, 190},
			}},
			{"computers", "Computers", "Keyboards, screens and what belongs to them.", 6, gadgetShades, []string{"Wireless", "Mechanical", "Ergonomic", "Ultra-wide"}, []noun{
				{"keyboard", 39, 190}, {"mouse", 19, 110}, {"monitor", 149, 890}, {"webcam", 45, 190}, {"docking station", 89, 290}, {"laptop stand", 29, 95}, {"external drive", 59, 240},
			}},
			{"phones", "Phones", "Cases, chargers and cables.", 4, gadgetShades, []string{"Leather", "Magnetic", "Braided", "Recycled"}, []noun{
				{"phone case", 15, 55}, {"power bank", 25, 95}, {"charger", 17, 65}, {"charging cable", 9, 32}, {"phone stand", 15, 49},
			}},
			{"cameras", "Cameras", "For pictures that deserve a frame.", 3, gadgetShades, []string{"Compact", "Mirrorless", "Instant", "Carbon"}, []noun{
				{"camera", 190, 1990}, {"lens", 149, 1490}, {"tripod", 39, 290}, {"camera bag", 45, 210}, {"camera strap", 19, 80},
			}},
		},
	},
	{
		"fashion", "Fashion", "Clothes and what goes with them.",
		[]string{"Maison Perle", "Bram & Zoon", "Oda", "Linea Nove", "Harbour Street", "Tull", "Atelier Noor"},
		[]shelf{
			{"shoes", "Shoes", "From the office to the beach.", 6, calmColours, []string{"Leather", "Suede", "Canvas", "Vegan"}, []noun{
				{"sneakers", 59, 180}, {"boots", 99, 290}, {"loafers", 79, 220}, {"sandals", 39, 130}, {"slippers", 25, 70},
			}},
			{"jackets", "Jackets", "For wind, rain and the evening.", 5, calmColours, []string{"Wool", "Denim", "Waxed", "Quilted"}, []noun{
				{"jacket", 89, 320}, {"coat", 129, 460}, {"parka", 149, 420}, {"raincoat", 69, 230}, {"gilet", 59, 170},
			}},
			{"bags", "Bags", "To carry it all, or just the phone.", 5, calmColours, []string{"Leather", "Canvas", "Recycled", "Woven"}, []noun{
				{"backpack", 49, 190}, {"tote bag", 25, 140}, {"shoulder bag", 59, 260}, {"wallet", 29, 95}, {"weekend bag", 89, 290},
			}},
			{"watches", "Watches", "Quartz, automatic and solar.", 3, gadgetShades, []string{"Steel", "Titanium", "Solar", "Ceramic"}, []noun{
				{"watch", 79, 690}, {"diver's watch", 149, 990}, {"chronograph", 129, 890}, {"watch strap", 19, 79},
			}},
		},
	},
	{
		"sports", "Sports", "Move more, in better gear.",
		[]string{"Trailhead", "Fjell", "Peloria", "Kraftwell", "Summit & Sons", "Ridgeback", "Velocita"},
		[]shelf{
			{"cycling", "Cycling", "Helmets, lights and locks.", 4, boldColours, []string{"Carbon", "Merino", "Reflective", "Alloy"}, []noun{
				{"bike helmet", 45, 190}, {"cycling jersey", 39, 120}, {"bike light", 15, 75}, {"bike lock", 25, 110}, {"pannier", 45, 140}, {"saddle", 39, 160},
			}},
			{"camping", "Camping", "Sleep outside and like it.", 4, boldColours, []string{"Ultralight", "Canvas", "Down", "Titanium"}, []noun{
				{"tent", 99, 690}, {"sleeping bag", 69, 390}, {"camping stove", 35, 140}, {"sleeping mat", 39, 180}, {"headlamp", 19, 90}, {"enamel mug", 9, 19},
			}},
			{"fitness", "Fitness", "A gym that fits in a cupboard.", 4, boldColours, []string{"Cork", "Rubber", "Steel", "Foam"}, []noun{
				{"yoga mat", 19, 95}, {"kettlebell", 25, 110}, {"dumbbell", 15, 95}, {"resistance band", 9, 35}, {"foam roller", 15, 55}, {"skipping rope", 9, 32},
			}},
			{"running", "Running", "Light shoes, dry shirts.", 4, boldColours, []string{"Trail", "Merino", "Reflective", "Mesh"}, []noun{
				{"running shoes", 79, 210}, {"running shirt", 25, 75}, {"running shorts", 25, 70}, {"running vest", 49, 140}, {"water bottle", 9, 35},
			}},
		},
	},
	{
		"beauty", "Beauty", "Few ingredients, all of them named.",
		[]string{"Botanik", "Saline", "Aurea", "Mild & Co", "Officina Verde"},
		[]shelf{
			{"skincare", "Skincare", "Creams and oils for every skin.", 4, []string{"Calming", "Daily", "Rich", "Light", "Overnight"}, []string{"Oat", "Calendula", "Rosehip", "Squalane", "Aloe"}, []noun{
				{"face cream", 15, 75}, {"cleanser", 9, 38}, {"face oil", 19, 68}, {"hand cream", 7, 26}, {"sunscreen", 14, 42}, {"lip balm", 5, 15},
			}},
			{"fragrance", "Fragrance", "For you and for the room.", 3, []string{"Warm", "Fresh", "Deep", "Bright"}, []string{"Cedar", "Fig", "Vetiver", "Neroli", "Amber", "Bergamot"}, []noun{
				{"eau de parfum", 49, 190}, {"scented candle", 17, 65}, {"room spray", 15, 42}, {"diffuser", 25, 79}, {"soap", 5, 16},
			}},
		},
	},
	{
		"kids", "Kids", "To build, to read, to hug.",
		[]string{"Kiek", "Little Fjord", "Houtje", "Papaya Press", "Toybox"},
		[]shelf{
			{"toys", "Toys", "Made to be dropped.", 5, boldColours, []string{"Wooden", "Felt", "Magnetic", "Cotton"}, []noun{
				{"building blocks", 15, 69}, {"puzzle", 9, 35}, {"toy train", 25, 110}, {"soft toy", 12, 45}, {"play kitchen", 79, 220}, {"balance bike", 59, 160}, {"board game", 15, 55},
			}},
			{"picture-books", "Picture books", "To read aloud, again and again.", 3, []string{"Little", "Big", "Secret", "Sleepy", "Noisy"}, []string{"Forest", "Harbour", "Winter", "Rabbit", "Night"}, []noun{
				{"picture book", 9, 22}, {"colouring book", 5, 14}, {"sticker book", 5, 15}, {"board book", 7, 16},
			}},
		},
	},
}
