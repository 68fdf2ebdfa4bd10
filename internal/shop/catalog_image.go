package shop

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
)

// image draws a picture for any path that ends in .jpg, in the size that is
// asked for by ?w= (pixels, 16 to 2000, 800 unless given). It is an SVG all the same: the
// Content-Type says so, and browsers go by that.
func (c *catalog) image(w http.ResponseWriter, r *http.Request) *problem {
	path, ok := strings.CutSuffix(r.PathValue("path"), ".jpg")
	if !ok {
		return notFound("pictures end in .jpg")
	}
	width, p := queryInt(r, "w", 800, 16, 2000)
	if p != nil {
		return p
	}
	title, hue, p := c.subject(path)
	if p != nil {
		return p
	}
	picture := drawTile(title, hue, width, width*3/4)
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Content-Length", strconv.Itoa(len(picture)))
	cacheable(w, 86400)
	_, _ = w.Write(picture)
	return nil
}

// subject is what a path shows: "17/2" is the second picture of product 17,
// "c/kitchen" a category, anything else is decoration.
func (c *catalog) subject(path string) (title string, hue int, p *problem) {
	first, rest, _ := strings.Cut(path, "/")
	if id, err := strconv.Atoi(first); err == nil {
		product := c.Product(id)
		view, err := strconv.Atoi(rest)
		if product == nil || err != nil || view < 1 || view > len(product.Images) {
			return "", 0, notFound("no such picture: " + path)
		}
		return product.Name, product.ID*47 + view*11, nil
	}
	for i, category := range c.Categories {
		if rest == category.Slug {
			return category.Name, i * 29, nil
		}
	}
	return "", 30, nil
}

// drawTile is an SVG of a soft gradient, two shapes and a title.
func drawTile(title string, hue, width, height int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice">`, width, height)
	fmt.Fprintf(&b, `<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="hsl(%d 45%% 88%%)"/><stop offset="1" stop-color="hsl(%d 40%% 72%%)"/></linearGradient></defs>`, hue%360, (hue+40)%360)
	fmt.Fprintf(&b, `<rect width="400" height="300" fill="url(#g)"/><circle cx="%d" cy="130" r="78" fill="hsl(%d 50%% 60%%)" opacity=".75"/><rect x="%d" y="120" width="120" height="84" rx="18" fill="hsl(%d 55%% 45%%)" opacity=".6"/>`,
		150+hue%60, hue%360, 170+hue%50, (hue+180)%360)
	fmt.Fprintf(&b, `<text x="200" y="266" text-anchor="middle" font-family="sans-serif" font-size="22" fill="hsl(%d 40%% 22%%)">%s</text></svg>`, hue%360, html.EscapeString(title))
	return b.Bytes()
}
