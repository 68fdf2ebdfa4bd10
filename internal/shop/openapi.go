package shop

import (
	"embed"
	"encoding/json"

	"github.com/goccy/go-yaml"
)

// The documents are written in YAML, for people; common.yaml holds the paths
// and schemas that every service has.
//
//go:embed openapi/*.yaml
var openAPIFiles embed.FS

// openAPIOf is a service's OpenAPI document as JSON.
func openAPIOf(name string) ([]byte, error) {
	common, err := readOpenAPI("common")
	if err != nil {
		return nil, err
	}
	document, err := readOpenAPI(name)
	if err != nil {
		return nil, err
	}
	merge(document, common)
	return json.Marshal(document)
}

func readOpenAPI(name string) (map[string]any, error) {
	text, err := openAPIFiles.ReadFile("openapi/" + name + ".yaml")
	if err != nil {
		return nil, err
	}
	var document map[string]any
	return document, yaml.Unmarshal(text, &document)
}

// merge adds what into lacks, at every depth.
func merge(into, from map[string]any) {
	for key, value := range from {
		inner, isMap := value.(map[string]any)
		existing, both := into[key].(map[string]any)
		switch {
		case isMap && both:
			merge(existing, inner)
		case into[key] == nil:
			into[key] = value
		}
	}
}
