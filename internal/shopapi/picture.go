package shopapi

import "fmt"

// The widths in pixels to which pictures can be scaled.
const (
	minPictureWidth = 16
	maxPictureWidth = 4096
)

// CheckPictureWidth says whether a picture can be had in this width.
func CheckPictureWidth(width int) error {
	if width < minPictureWidth || width > maxPictureWidth {
		return widthError(width)
	}
	return nil
}

type widthError int

func (w widthError) Error() string { return w.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (w widthError) ErrorCode() string { return "BAD_USER_INPUT" }

// PublicMessage says what is wrong and what would be right, for the client.
func (w widthError) PublicMessage() string {
	return fmt.Sprintf("argument width is %d; expected %d to %d", int(w), minPictureWidth, maxPictureWidth)
}
