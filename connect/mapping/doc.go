// Package mapping compiles and evaluates the connect mapping language.
package mapping
