package data

import "time"

// Product is what the catalog tells of a product.
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

	Noun string `json:"-"` // what it is, in one word or two: "mug"
}

// Brand is a maker of products.
type Brand struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// Image is a picture of a product; Path is relative to the catalog.
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

// Category is a shelf, or a hall of shelves when ParentSlug is nil.
// ProductCount includes the products of its shelves.
type Category struct {
	Slug         string  `json:"slug"`
	Name         string  `json:"name"`
	Description  string  `json:"description"`
	ParentSlug   *string `json:"parent_slug"`
	ProductCount int     `json:"product_count"`
	ImagePath    string  `json:"image_path"`
}

// Price is what a product costs, in minor units of Currency.
type Price struct {
	ProductID       int        `json:"product_id"`
	Currency        string     `json:"currency"`
	AmountCents     int        `json:"amount_cents"`
	CompareAtCents  *int       `json:"compare_at_cents"` // the price before the discount
	DiscountPercent int        `json:"discount_percent"`
	ValidUntil      *time.Time `json:"valid_until"`
}

// Stock is how many of a product lie in the warehouse.
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

// Low tells whether more should be ordered.
func (s *Stock) Low() bool { return s.Available <= s.LowStockThreshold }

// Profile is what everybody may know of a customer.
type Profile struct {
	ID          int       `json:"id"`
	DisplayName string    `json:"display_name"`
	AvatarPath  string    `json:"avatar_path"`
	Country     string    `json:"country"`
	MemberSince time.Time `json:"member_since"`
}

// User is all that is known of a customer.
type User struct {
	Profile
	Email     string    `json:"email"`
	FullName  string    `json:"full_name"`
	Phone     string    `json:"phone"`
	Locale    string    `json:"locale"`
	Currency  string    `json:"currency"`
	Addresses []Address `json:"addresses"` // never empty; one is the default
}

// Address is an entry of a customer's address book.
type Address struct {
	ID         int    `json:"id"`
	Label      string `json:"label"`
	Street     string `json:"street"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"`
	Default    bool   `json:"default"`
}

// Review is what a customer wrote about a product. Rating is 1 to 5.
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

// The states of an order.
const (
	OrderPending   = "pending"
	OrderPaid      = "paid"
	OrderPacked    = "packed"
	OrderShipped   = "shipped"
	OrderDelivered = "delivered"
	OrderCancelled = "cancelled"
)

// Order is what a customer bought.
type Order struct {
	ID              int             `json:"id"`
	Number          string          `json:"number"`
	CustomerID      int             `json:"customer_id"`
	Status          string          `json:"status"`
	Currency        string          `json:"currency"`
	TotalCents      int             `json:"total_cents"`
	PlacedAt        time.Time       `json:"placed_at"`
	UpdatedAt       time.Time       `json:"updated_at"`
	ShippingAddress ShippingAddress `json:"shipping_address"`
	Lines           []OrderLine     `json:"lines"`
	PaymentID       *int            `json:"payment_id"`
}

// ShippingAddress is where an order goes.
type ShippingAddress struct {
	Street     string `json:"street"`
	City       string `json:"city"`
	PostalCode string `json:"postal_code"`
	Country    string `json:"country"`
}

// OrderLine is a product of an order, as it was when it was bought.
type OrderLine struct {
	LineNo         int    `json:"line_no"`
	ProductID      int    `json:"product_id"`
	SKU            string `json:"sku"`
	Name           string `json:"name"`
	Quantity       int    `json:"quantity"`
	UnitPriceCents int    `json:"unit_price_cents"`
}

// Payment is how an order was paid. AuthorisedAt is nil when it was declined.
type Payment struct {
	ID           int        `json:"id"`
	OrderID      int        `json:"order_id"`
	Method       string     `json:"method"`
	Status       string     `json:"status"`
	Amount       Amount     `json:"amount"`
	CardLast4    *string    `json:"card_last4"`
	AuthorisedAt *time.Time `json:"authorised_at"`

	CustomerID int `json:"-"`
}

// Amount is money as a decimal string in major units: "59.97".
type Amount struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

// Cart is what a customer is about to order.
type Cart struct {
	CartID    string     `json:"cart_id"`
	UserID    int        `json:"user_id"`
	Currency  string     `json:"currency"`
	Items     []CartItem `json:"items"`
	UpdatedAt time.Time  `json:"updated_at"`
}

// CartItem is a product in a cart.
type CartItem struct {
	LineID    string    `json:"line_id"`
	ProductID int       `json:"product_id"`
	Quantity  int       `json:"quantity"`
	AddedAt   time.Time `json:"added_at"`
}
