package shopapi

import "time"

// Product is a product of the catalog.
type Product struct {
	ID             int         `json:"id"`
	SKU            string      `json:"sku"`
	Slug           string      `json:"slug"`
	Name           string      `json:"name"`
	Description    string      `json:"description"`
	Brand          Brand       `json:"brand"`
	CategorySlug   string      `json:"category_slug"`
	ListPriceCents int         `json:"list_price_cents"`
	Currency       string      `json:"currency"`
	Images         []Image     `json:"images"`
	Attributes     []Attribute `json:"attributes"`
	CreatedAt      time.Time   `json:"created_at"`
	Discontinued   bool        `json:"discontinued"`
}

// Brand is a maker of products.
type Brand struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// Image is a picture; Path is relative to the catalog.
type Image struct {
	Path   string `json:"path"`
	Alt    string `json:"alt"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

// Attribute is a fact about a product.
type Attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Category is a shelf; ParentSlug is nil at the top.
type Category struct {
	Slug         string  `json:"slug"`
	Name         string  `json:"name"`
	Description  string  `json:"description"`
	ParentSlug   *string `json:"parent_slug"`
	ProductCount int     `json:"product_count"`
	ImagePath    string  `json:"image_path"`
}

// ProductPage is a page of a product search.
type ProductPage struct {
	Items  []*Product `json:"items"`
	Total  int        `json:"total"`
	Facets Facets     `json:"facets"`
}

// Facets are values to narrow a search by.
type Facets struct {
	Brands     []Facet `json:"brands"`
	Categories []Facet `json:"categories"`
}

// Facet is one such value and how many products it leaves.
type Facet struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Home is the layout of the front page.
type Home struct {
	Hero     Hero          `json:"hero"`
	Sections []HomeSection `json:"sections"`
}

// Hero is the big picture of the front page.
type Hero struct {
	Title     string `json:"title"`
	Subtitle  string `json:"subtitle"`
	ImagePath string `json:"image_path"`
	ProductID int    `json:"product_id"`
}

// HomeSection is a row of products of the front page.
type HomeSection struct {
	Key        string `json:"key"`
	Title      string `json:"title"`
	ProductIDs []int  `json:"product_ids"`
}

// Price is what a product costs in one currency, in minor units.
type Price struct {
	ProductID       int        `json:"product_id"`
	Currency        string     `json:"currency"`
	AmountCents     int        `json:"amount_cents"`
	CompareAtCents  *int       `json:"compare_at_cents"`
	DiscountPercent int        `json:"discount_percent"`
	ValidUntil      *time.Time `json:"valid_until"`
}

// Stock is how many of a product there are.
type Stock struct {
	ProductID         int        `json:"product_id"`
	SKU               string     `json:"sku"`
	Available         int        `json:"available"`
	Reserved          int        `json:"reserved"`
	Warehouse         string     `json:"warehouse"`
	LowStockThreshold int        `json:"low_stock_threshold"`
	RestockAt         *time.Time `json:"restock_at"`
	UpdatedAt         time.Time  `json:"updated_at"`
}

// IsLow tells whether more should be ordered.
func (s *Stock) IsLow() bool { return s.Available <= s.LowStockThreshold }

// StockLine asks for a product's stock to be set.
type StockLine struct {
	ProductID int `json:"product_id"`
	Available int `json:"available"`
}

// StockResult is what became of a StockLine; Status is an HTTP status.
type StockResult struct {
	ProductID int    `json:"product_id"`
	Status    int    `json:"status"`
	Stock     *Stock `json:"stock"`
	Message   string `json:"message"`
}

// Review is what a customer wrote about a product.
type Review struct {
	ID           int       `json:"id"`
	ProductID    int       `json:"product_id"`
	AuthorID     int       `json:"author_id"`
	Rating       int       `json:"rating"`
	Title        string    `json:"title"`
	Body         string    `json:"body"`
	CreatedAt    time.Time `json:"created_at"`
	HelpfulCount int       `json:"helpful_count"`
}

// ProductReviews is the latest reviews of a product; Total counts all.
type ProductReviews struct {
	ProductID int       `json:"product_id"`
	Total     int       `json:"total"`
	Reviews   []*Review `json:"reviews"`
}

// ReviewPage is a page of one product's reviews.
type ReviewPage struct {
	Reviews    []*Review `json:"reviews"`
	NextCursor *string   `json:"next_cursor"`
	Total      int       `json:"total"`
}

// ReviewSummary is what all reviews of a product come to; Histogram[0] counts
// one star.
type ReviewSummary struct {
	ProductID int     `json:"product_id"`
	Count     int     `json:"count"`
	Average   float64 `json:"average"`
	Histogram []int   `json:"histogram"`
}

// NewReview is a review to be written.
type NewReview struct {
	ProductID int    `json:"product_id"`
	Rating    int    `json:"rating"`
	Title     string `json:"title"`
	Body      string `json:"body"`
}

// User is a customer. Fields from Email on are there only for the customer and
// for staff.
type User struct {
	ID          int       `json:"id"`
	DisplayName string    `json:"display_name"`
	AvatarPath  string    `json:"avatar_path"`
	Country     string    `json:"country"`
	MemberSince time.Time `json:"member_since"`
	Email       string    `json:"email"`
	FullName    string    `json:"full_name"`
	Phone       string    `json:"phone"`
	Locale      string    `json:"locale"`
	Currency    string    `json:"currency"`
	Addresses   []Address `json:"addresses"`
}

// Address is a place to send to. Label and Default are empty on an order.
type Address struct {
	Label      string `json:"label,omitempty"`
	Street     string `json:"street"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"`
	Default    bool   `json:"default,omitempty"`
}

// NewDevice is a device that wants push messages.
type NewDevice struct {
	Platform   string `json:"platform"`
	PushToken  string `json:"push_token"`
	AppVersion string `json:"app_version"`
	Locale     string `json:"locale"`
}

// Device is a device that gets push messages.
type Device struct {
	DeviceID string `json:"device_id"`
}

// Order is what a customer bought. Status is lower case: "pending".
type Order struct {
	ID              int         `json:"id"`
	Number          string      `json:"number"`
	CustomerID      int         `json:"customer_id"`
	Status          string      `json:"status"`
	Currency        string      `json:"currency"`
	TotalCents      int         `json:"total_cents"`
	PlacedAt        time.Time   `json:"placed_at"`
	UpdatedAt       time.Time   `json:"updated_at"`
	ShippingAddress *Address    `json:"shipping_address"`
	Lines           []OrderLine `json:"lines"`
	PaymentID       *int        `json:"payment_id"`
}

// OrderLine is a product in an order, as it was when it was bought.
type OrderLine struct {
	LineNo         int    `json:"line_no"`
	ProductID      int    `json:"product_id"`
	SKU            string `json:"sku"`
	Name           string `json:"name"`
	Quantity       int    `json:"quantity"`
	UnitPriceCents int    `json:"unit_price_cents"`
}

// OrderPage is a page of orders; Next is nil on the last.
type OrderPage struct {
	Results    []*Order `json:"results"`
	Next       *string  `json:"next"`
	TotalCount int      `json:"total_count"`
}

// Cart is what a customer is about to order.
type Cart struct {
	CartID    string     `json:"cart_id"`
	UserID    int        `json:"user_id"`
	Currency  string     `json:"currency"`
	Items     []CartItem `json:"items"`
	UpdatedAt *time.Time `json:"updated_at"`
}

// CartItem is a product in the cart.
type CartItem struct {
	LineID    string    `json:"line_id"`
	ProductID int       `json:"product_id"`
	Quantity  int       `json:"quantity"`
	AddedAt   time.Time `json:"added_at"`
}

// Payment is how an order was paid.
type Payment struct {
	ID           int        `json:"id"`
	OrderID      int        `json:"order_id"`
	Method       string     `json:"method"`
	Status       string     `json:"status"`
	Amount       Amount     `json:"amount"`
	CardLast4    *string    `json:"card_last4"`
	AuthorisedAt *time.Time `json:"authorised_at"`
}

// Amount is money as the payments backend writes it: a decimal string in major
// units, "59.97".
type Amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// NewPayment is a payment to be made.
type NewPayment struct {
	OrderID   int    `json:"order_id"`
	Method    string `json:"method"`
	Amount    Amount `json:"amount"`
	CardToken string `json:"card_token,omitempty"`
}

// Recommendation is a product that goes with another or with a customer.
type Recommendation struct {
	ProductID int     `json:"product_id"`
	Score     float64 `json:"score"`
}

// Feed is a page of the endless list; NextCursor is nil on the last.
type Feed struct {
	Items      []FeedItem `json:"items"`
	NextCursor *string    `json:"next_cursor"`
}

// FeedItem is one of three kinds by Type: "product" (ProductID, Reason),
// "review" (ReviewID, ProductID) or "banner" (the rest).
type FeedItem struct {
	ID           string `json:"id"`
	Type         string `json:"type"`
	ProductID    int    `json:"product_id"`
	Reason       string `json:"reason"`
	ReviewID     int    `json:"review_id"`
	Title        string `json:"title"`
	Subtitle     string `json:"subtitle"`
	ImagePath    string `json:"image_path"`
	CategorySlug string `json:"category_slug"`
}
