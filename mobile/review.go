package mobile

import "context"

type reviewCardResolver struct{ connectedReviewCard }

// Text resolves ReviewCard.text.
func (reviewCardResolver) Text(_ context.Context, c *ReviewCard, maxLength int) (string, error) {
	return shorten(c.Body, maxLength)
}
