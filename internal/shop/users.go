package shop

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"bff/internal/shop/data"
)

// users serves profiles to everybody, and all of a customer to the customer and
// to staff. Errors are problem+json (RFC 9457).
type users struct {
	*world

	mu      sync.Mutex
	devices map[int][]device  // by user id, in the order of registration
	byToken map[string]string // device id by push token: a token is one device
}

// device is a phone that wants push messages.
type device struct {
	DeviceID     string    `json:"device_id"`
	Platform     string    `json:"platform"`
	RegisteredAt time.Time `json:"registered_at"`
}

func newUsers(s *Service, w *world) {
	u := &users{world: w, devices: map[int][]device{}, byToken: map[string]string{}}
	s.refuse = refuseAsProblemJSON
	s.handle("GET /users", u.list)
	s.handle("GET /users/{id}", u.one)
	s.handle("GET /me", u.me)
	s.handle("GET /customers", u.customers)
	s.handle("GET /customers/{id}", u.customer)
	s.handle("GET /devices", u.listDevices)
	s.handle("POST /devices", u.register)
	s.handle("GET /avatar/{file}", u.avatar)
}

func refuseAsProblemJSON(w http.ResponseWriter, p *problem) {
	p.begin(w)
	w.Header().Set("Content-Type", "application/problem+json")
	writeJSON(w, p.status, struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
		Detail string `json:"detail"`
	}{"https://shop.example/problems/" + strings.ReplaceAll(p.code, "_", "-"), http.StatusText(p.status), p.status, p.message})
}

func (u *users) one(w http.ResponseWriter, r *http.Request) *problem {
	user := u.User(pathID(r, "id"))
	if user == nil {
		return notFound("There is no user " + r.PathValue("id") + ".")
	}
	cacheable(w, 60)
	writeJSON(w, http.StatusOK, &user.Profile)
	return nil
}

// some lists the known users of ?ids=, in the form that show gives them.
func some[T any](u *users, w http.ResponseWriter, r *http.Request, key string, show func(*data.User) T) *problem {
	if !r.URL.Query().Has("ids") {
		return badRequest("The parameter ids is missing.")
	}
	ids, p := queryIDs(r, http.StatusBadRequest)
	if p != nil {
		return p
	}
	found := make([]T, 0, len(ids))
	for _, id := range ids {
		if user := u.User(id); user != nil {
			found = append(found, show(user))
		}
	}
	writeJSON(w, http.StatusOK, map[string][]T{key: found})
	return nil
}

func (u *users) list(w http.ResponseWriter, r *http.Request) *problem {
	return some(u, w, r, "users", func(user *data.User) *data.Profile { return &user.Profile })
}

func (u *users) customers(w http.ResponseWriter, r *http.Request) *problem {
	if p := staffOnly(r); p != nil {
		return p
	}
	return some(u, w, r, "customers", func(user *data.User) *data.User { return user })
}

func (u *users) customer(w http.ResponseWriter, r *http.Request) *problem {
	if p := staffOnly(r); p != nil {
		return p
	}
	user := u.User(pathID(r, "id"))
	if user == nil {
		return notFound("There is no customer " + r.PathValue("id") + ".")
	}
	private(w)
	writeJSON(w, http.StatusOK, user)
	return nil
}

// private keeps an answer out of shared caches.
func private(w http.ResponseWriter) { w.Header().Set("Cache-Control", "private, no-store") }

func (u *users) me(w http.ResponseWriter, r *http.Request) *problem {
	id, p := customerOf(r)
	if p != nil {
		return p
	}
	private(w)
	writeJSON(w, http.StatusOK, u.User(id))
	return nil
}

type newDevice struct {
	Platform   string `json:"platform"`
	PushToken  string `json:"push_token"`
	AppVersion string `json:"app_version"`
	Locale     string `json:"locale"`
}

func (n *newDevice) check() *problem {
	refuse := func(detail string) *problem { return invalid(http.StatusUnprocessableEntity, detail) }
	switch {
	case n.Platform != "ios" && n.Platform != "android":
		return refuse("platform must be ios or android.")
	case n.PushToken == "" || utf8.RuneCountInString(n.PushToken) > 4096:
		return refuse("push_token must have 1 to 4096 characters.")
	case n.AppVersion == "":
		return refuse("app_version is missing.")
	case n.Locale == "":
		return refuse("locale is missing.")
	}
	return nil
}

func (u *users) register(w http.ResponseWriter, r *http.Request) *problem {
	user, p := customerOf(r)
	if p != nil {
		return p
	}
	var body newDevice
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	if p := body.check(); p != nil {
		return p
	}
	writeJSON(w, http.StatusCreated, u.keep(user, body))
	return nil
}

// keep remembers a device. A token that is known keeps its device id, and moves
// to the customer who is signed in now: phones change hands.
func (u *users) keep(user int, body newDevice) device {
	u.mu.Lock()
	defer u.mu.Unlock()
	id, known := u.byToken[body.PushToken]
	if !known {
		id = fmt.Sprintf("dev_%06d", len(u.byToken)+1)
		u.byToken[body.PushToken] = id
	}
	isIt := func(d device) bool { return d.DeviceID == id }
	if i := slices.IndexFunc(u.devices[user], isIt); i >= 0 {
		u.devices[user][i].Platform = body.Platform
		return u.devices[user][i]
	}
	for owner, theirs := range u.devices {
		u.devices[owner] = slices.DeleteFunc(theirs, isIt)
	}
	d := device{DeviceID: id, Platform: body.Platform, RegisteredAt: u.now()}
	u.devices[user] = append(u.devices[user], d)
	return d
}

func (u *users) listDevices(w http.ResponseWriter, r *http.Request) *problem {
	user, p := customerOf(r)
	if p != nil {
		return p
	}
	u.mu.Lock()
	found := append([]device{}, u.devices[user]...)
	u.mu.Unlock()
	private(w)
	writeJSON(w, http.StatusOK, map[string]any{"devices": found})
	return nil
}
