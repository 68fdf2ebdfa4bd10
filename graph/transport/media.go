package transport

import (
	"mime"
	"strconv"
	"strings"
)

// The media types of a GraphQL response. The first is the specification's own;
// the second is that of older clients, for which an error still is status 200; the
// third has an event for each response of an operation.
const (
	mediaGraphQL  = "application/graphql-response+json"
	mediaJSON     = "application/json"
	mediaEvents   = "text/event-stream"
	notAcceptable = ""
)

// negotiate picks the media type of the answer from the Accept headers (RFC
// 9110, section 12.5.1). The element that names a type most closely decides its
// weight; weight 0 excludes it. Of two types with one weight the one that is named
// wins, the specification's own when both are. Who says nothing, or takes anything,
// is an older client. Parameters other than q and charset=utf-8 are passed over.
func negotiate(accept []string) string {
	if len(accept) == 0 {
		return mediaJSON
	}
	newer, older := preferenceFor(mediaGraphQL, accept), preferenceFor(mediaJSON, accept)
	switch {
	case newer.q == 0 && older.q == 0:
		return notAcceptable
	case newer.q > older.q, newer.q == older.q && newer.closeness == itself:
		return mediaGraphQL
	default:
		return mediaJSON
	}
}

// preference is the weight of a media type, and how closely it was named: by
// nothing, */*, application/* or itself.
type preference struct {
	q         float64
	closeness int
}

// itself is the closeness of an element that names a media type itself.
const itself = 3

func preferenceFor(media string, accept []string) (p preference) {
	for _, header := range accept {
		for part := range strings.SplitSeq(header, ",") {
			if name, q, ok := acceptable(part); ok {
				p.consider(media, name, q)
			}
		}
	}
	return p
}

// wantsEvents tells whether a client asked for server-sent events: it names them, with
// no smaller weight than an answer in one piece.
func wantsEvents(accept []string) bool {
	events := preferenceFor(mediaEvents, accept)
	whole := max(preferenceFor(mediaGraphQL, accept).q, preferenceFor(mediaJSON, accept).q)
	return events.closeness == itself && events.q > 0 && events.q >= whole
}

func (p *preference) consider(media, name string, q float64) {
	closeness := map[string]int{"*/*": 1, "application/*": 2, media: itself}[name]
	if closeness == 0 || closeness < p.closeness || closeness == p.closeness && q <= p.q {
		return
	}
	p.q, p.closeness = q, closeness
}

// acceptable reads one element of Accept.
func acceptable(part string) (name string, q float64, ok bool) {
	name, params, err := mime.ParseMediaType(part)
	if err != nil {
		return "", 0, false
	}
	q = 1
	if text, given := params["q"]; given {
		if q, err = strconv.ParseFloat(text, 64); err != nil || q < 0 {
			return "", 0, false
		}
	}
	if charset, given := params["charset"]; given && !isUTF8(charset) {
		return "", 0, false
	}
	return name, q, true
}
