package cache

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
)

// digest is the name of an entry in the Store: SHA-256 over the whole identity.
// Its length is fixed, it shows no private text to those who list keys, and two
// identities never share it as long as SHA-256 stands.
type digest [sha256.Size]byte

// digestOf is injective in what it hashes: every part is preceded by its length,
// so no choice of key can look like another key with a subject.
func digestOf(id ident) digest {
	buf := make([]byte, 0, 16+len(id.key)+len(id.subject))
	buf = append(buf, "bff.cache.1"...)
	for _, part := range [...]string{id.subject, id.key} {
		buf = binary.AppendUvarint(buf, uint64(len(part)))
		buf = append(buf, part...)
	}
	return sha256.Sum256(buf)
}

// String is the text form used as a key: 43 characters of base64url.
func (d digest) String() string { return base64.RawURLEncoding.EncodeToString(d[:]) }
