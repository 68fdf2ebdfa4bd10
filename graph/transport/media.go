package transport

import (
	"mime"
	"strconv"
	"strings"
)

// The media types of a GraphQL response. The first is the specification's own;
// the second is that of older clients, for which an error still is status 200.
const (
	mediaGraphQL  = "application/graphql-response+json"
	mediaJSON     = "application/json"
	notAcceptable = ""
)

// negotiate picks the media type of the answer from the Accept headers (RFC
// 9110, section 12.5.1): the one with the highest weight, the specification's
// own when both weigh the same. Who says nothing, or takes anything, is an older
// client. Parameters other than q and charset=utf-8 are passed over.
func negotiate(accept []string) string {
	if len(accept) == 0 {
		return mediaJSON
	}
	best, weight := notAcceptable, 0.0
	for _, header := range accept {
		for part := range strings.SplitSeq(header, ",") {
			media, q := acceptable(part)
			if media != notAcceptable && (q > weight || q == weight && media == mediaGraphQL) {
				best, weight = media, q
			}
		}
	}
	return best
}

// acceptable reads one element of Accept; a weight of 0 means "not this".
func acceptable(part string) (media string, q float64) {
	name, params, err := mime.ParseMediaType(part)
	if err != nil {
		return notAcceptable, 0
	}
	q = 1
	if text, ok := params["q"]; ok {
		if q, err = strconv.ParseFloat(text, 64); err != nil || q <= 0 {
			return notAcceptable, 0
		}
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return notAcceptable, 0
	}
	switch name {
	case mediaGraphQL:
		return mediaGraphQL, q
	case mediaJSON, "application/*", "*/*":
		return mediaJSON, q
	default:
		return notAcceptable, 0
	}
}
