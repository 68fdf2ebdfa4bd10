package relay

// OffsetPage describes a page that starts after skip items of total and has
// count items.
func OffsetPage(skip, count, total int) *PageInfo {
	info := &PageInfo{HasNextPage: skip+count < total, HasPreviousPage: skip > 0}
	if count > 0 {
		start, end := OffsetCursor(skip), OffsetCursor(skip+count-1)
		info.StartCursor, info.EndCursor = &start, &end
	}
	return info
}

// TokenPage is a page of a backend that hands out tokens.
type TokenPage struct {
	At    Position // where the page was asked to start
	Count int      // how many items it has, the skipped ones left out
	Next  string   // the token after it; empty when it is the last
}

// Cursor is the cursor of the item at index i of the page.
func (p TokenPage) Cursor(i int) string {
	if i == p.Count-1 && p.Next != "" {
		return Position{Token: p.Next}.Cursor()
	}
	return Position{Token: p.At.Token, Skip: p.At.Skip + i + 1}.Cursor()
}

// Info describes the page.
func (p TokenPage) Info() *PageInfo {
	info := &PageInfo{HasNextPage: p.Next != "", HasPreviousPage: p.At != Position{}}
	if p.Count > 0 {
		start, end := p.Cursor(0), p.Cursor(p.Count-1)
		info.StartCursor, info.EndCursor = &start, &end
	}
	return info
}
