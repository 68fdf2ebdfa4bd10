package cache_test

import (
	"context"
	"fmt"
	"time"

	"bff/cache"
)

// A cache without level 2: the second look-up is answered from memory.
func Example() {
	c, err := cache.New(cache.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	type product struct{ Name string }
	codec := cache.JSON[product]() // keep it: it is a constant
	look := cache.Lookup{
		Key:    "GET http://catalog/products/17",
		Policy: cache.Policy{TTL: time.Minute, Stale: 30 * time.Second, StaleIfError: 10 * time.Minute},
		Tags:   []string{cache.EntityTag("Product", "17")},
	}
	load := func(context.Context) cache.Loaded[product] {
		fmt.Println("asking the backend")
		return cache.Loaded[product]{Value: product{Name: "Blue mug"}, Found: true}
	}
	for range 2 {
		e := cache.Get(context.Background(), c, look, codec, load)
		fmt.Println(e.Value.Name, e.Err)
	}
	_, _ = c.InvalidateTags(context.Background(), "Product:17")
	fmt.Println(cache.Get(context.Background(), c, look, codec, load).Status)
	// Output:
	// asking the backend
	// Blue mug <nil>
	// Blue mug <nil>
	// asking the backend
	// miss
}
