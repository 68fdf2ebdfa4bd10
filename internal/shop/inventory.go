package shop

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bff/internal/shop/data"
)

// inventory serves stock as bare arrays with page numbers, and lets staff set
// it.
type inventory struct {
	*world

	mu    sync.RWMutex
	stock []data.Stock // by product id - 1
}

func newInventory(s *Service, w *world) {
	inv := &inventory{world: w, stock: slices.Clone(w.Stock)}
	s.refuse = func(w http.ResponseWriter, p *problem) {
		p.begin(w)
		writeJSON(w, p.status, map[string]string{"message": p.message})
	}
	s.handle("GET /stock", inv.list)
	s.handle("GET /stock/{product_id}", inv.one)
	s.handle("PUT /stock/{product_id}", inv.put)
	s.handle("POST /stock/bulk", inv.bulk)
}

// get is a copy of the stock of a product, so that callers hold no lock.
func (inv *inventory) get(id int) (data.Stock, bool) {
	inv.mu.RLock()
	defer inv.mu.RUnlock()
	if id < 1 || id > len(inv.stock) {
		return data.Stock{}, false
	}
	return inv.stock[id-1], true
}

// set changes what is available, which lies between 0 and maxAvailable.
func (inv *inventory) set(id, available int) (data.Stock, *problem) {
	const maxAvailable = 1_000_000
	inv.mu.Lock()
	defer inv.mu.Unlock()
	if id < 1 || id > len(inv.stock) {
		return data.Stock{}, notFound(fmt.Sprintf("no product %d", id))
	}
	if available < 0 || available > maxAvailable {
		return data.Stock{}, invalid(http.StatusUnprocessableEntity, fmt.Sprintf("available is %d; want 0 to %d", available, maxAvailable))
	}
	st := &inv.stock[id-1]
	st.Available, st.UpdatedAt = available, inv.now()
	if !st.Low() {
		st.RestockAt = nil
	}
	return *st, nil
}

func (inv *inventory) one(w http.ResponseWriter, r *http.Request) *problem {
	st, ok := inv.get(pathID(r, "product_id"))
	if !ok {
		return notFound("no product " + r.PathValue("product_id"))
	}
	writeJSON(w, http.StatusOK, st)
	return nil
}

func (inv *inventory) list(w http.ResponseWriter, r *http.Request) *problem {
	if !r.URL.Query().Has("ids") {
		return inv.page(w, r)
	}
	ids, p := queryIDs(r, http.StatusUnprocessableEntity)
	if p != nil {
		return p
	}
	found := make([]data.Stock, 0, len(ids))
	for _, id := range ids {
		if st, ok := inv.get(id); ok {
			found = append(found, st)
		}
	}
	writeJSON(w, http.StatusOK, found)
	return nil
}

func (inv *inventory) page(w http.ResponseWriter, r *http.Request) *problem {
	number, p := queryInt(r, "page", 1, 1, 1<<30)
	if p != nil {
		return p
	}
	size, p := queryInt(r, "per_page", 50, 1, 100)
	if p != nil {
		return p
	}
	low, p := queryBool(r, "low")
	if p != nil {
		return p
	}
	found, total := inv.selectPage(low, (number-1)*size, size)
	w.Header().Set("X-Total-Count", strconv.Itoa(total))
	if link := pageLinks(r.URL, number, (total+size-1)/size); link != "" {
		w.Header().Set("Link", link)
	}
	writeJSON(w, http.StatusOK, found)
	return nil
}

func queryBool(r *http.Request, name string) (bool, *problem) {
	switch text := r.URL.Query().Get(name); text {
	case "", "false":
		return false, nil
	case "true":
		return true, nil
	default:
		return false, badRequest(name + " is " + strconv.Quote(text) + "; want true or false")
	}
}

// selectPage is the size records from offset on, and how many there are in all.
func (inv *inventory) selectPage(low bool, offset, size int) (found []data.Stock, total int) {
	inv.mu.RLock()
	defer inv.mu.RUnlock()
	found = []data.Stock{}
	for i := range inv.stock {
		if low && !inv.stock[i].Low() {
			continue
		}
		if total >= offset && len(found) < size {
			found = append(found, inv.stock[i])
		}
		total++
	}
	return found, total
}

// pageLinks is the Link header (RFC 8288) of a page; "" when it is the only one.
func pageLinks(u *url.URL, page, pages int) string {
	var links []string
	add := func(rel string, number int) {
		query := u.Query()
		query.Set("page", strconv.Itoa(number))
		links = append(links, fmt.Sprintf(`<%s?%s>; rel=%q`, u.Path, query.Encode(), rel))
	}
	if page > 1 && pages > 0 {
		add("first", 1)
		add("prev", min(page-1, pages))
	}
	if page < pages {
		add("next", page+1)
		add("last", pages)
	}
	return strings.Join(links, ", ")
}

func (inv *inventory) put(w http.ResponseWriter, r *http.Request) *problem {
	if p := staffOnly(r); p != nil {
		return p
	}
	var body struct {
		Available *int `json:"available"`
	}
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	id := pathID(r, "product_id")
	if _, ok := inv.get(id); ok && body.Available == nil {
		return invalid(http.StatusUnprocessableEntity, "available is missing")
	}
	available := 0
	if body.Available != nil {
		available = *body.Available
	}
	st, p := inv.set(id, available)
	if p != nil {
		return p
	}
	writeJSON(w, http.StatusOK, st)
	return nil
}

// stockResult is what became of one line of a bulk change.
type stockResult struct {
	ProductID int         `json:"product_id"`
	Status    int         `json:"status"`
	Stock     *data.Stock `json:"stock,omitempty"`
	Message   string      `json:"message,omitempty"`
}

// bulk sets line by line: a line that is refused leaves the others as they are.
func (inv *inventory) bulk(w http.ResponseWriter, r *http.Request) *problem {
	if p := staffOnly(r); p != nil {
		return p
	}
	var body struct {
		Lines []struct {
			ProductID int `json:"product_id"`
			Available int `json:"available"`
		} `json:"lines"`
	}
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	if len(body.Lines) == 0 || len(body.Lines) > maxIDs {
		return invalid(http.StatusUnprocessableEntity, fmt.Sprintf("%d lines; want 1 to %d", len(body.Lines), maxIDs))
	}
	results := make([]stockResult, len(body.Lines))
	for i, line := range body.Lines {
		st, p := inv.set(line.ProductID, line.Available)
		if p != nil {
			results[i] = stockResult{ProductID: line.ProductID, Status: p.status, Message: p.message}
			continue
		}
		results[i] = stockResult{ProductID: line.ProductID, Status: http.StatusOK, Stock: &st}
	}
	writeJSON(w, http.StatusMultiStatus, map[string]any{"results": results})
	return nil
}
