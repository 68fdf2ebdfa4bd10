// Package shop is the sample backends: eight REST services of an online shop,
// in this process, each on its own port and with its own habits, as if eight
// teams had written them.
//
//	s, err := shop.New(shop.Options{Port: 4001})
//	err = s.Start()
//	defer s.Close(ctx)
//	fmt.Println(s.URLs()["catalog"]) // http://127.0.0.1:4001
//
//	catalog          4001  products, categories, search, all pictures; {"error":{...}}
//	pricing          4002  prices in three currencies; {"data":...}
//	inventory        4003  stock; bare arrays, Link headers
//	reviews          4004  reviews and their summaries; cursors
//	users            4005  customers and devices; problem+json
//	orders           4006  orders, carts, server-sent events
//	payments         4007  decimal amounts, Idempotency-Key
//	recommendations  4008  what goes with what, a feed, who looked at what
//
// The world is the same for the same seed (see package data) and changes only by
// what is asked of it: stock, reviews, carts, orders, payments, devices and views
// are really changed, in memory, for this Shop alone.
//
// Every service also answers GET /openapi.json (what it promises), GET /health,
// /_stats (who called what, how often) and /_faults (how it misbehaves: slow,
// failing, hanging, gone, garbage), which Service.SetFaults does from Go.
//
// Authorization: Bearer user-42 is customer 42, Bearer staff-1 is a member of
// staff. That is all there is to it: nothing here is a secret.
//
// Read shop.go, then service.go for what the services have in common; one file
// per service and an openapi/ document beside it.
package shop
