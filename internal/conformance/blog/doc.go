// Package blog is generated from schema/blog, the entity examples of the convention.
package blog
