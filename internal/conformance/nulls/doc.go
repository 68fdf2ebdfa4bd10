// Package nulls is generated from schema/nulls: null wherever a backend may have it.
package nulls
