package contract

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/mapping"
)

// kinds is what a value of this case may be; known is false if no schema says.
func (c conj) kinds() (kinds mapping.Kinds, known bool) {
	kinds = mapping.AnyKind
	null := false
	for _, s := range c {
		if k, ok := kindsOf(s); ok {
			kinds &= k
			known = true
		}
		null = null || s.Nullable
	}
	if null && known {
		// Beside an allOf it would mean nothing to a validator; those who write it
		// there mean it all the same.
		kinds |= mapping.KindsOf(mapping.KindNull)
	}
	return kinds, known
}

func kindsOf(s *openapi3.Schema) (kinds mapping.Kinds, known bool) {
	switch {
	case s.Type != nil && len(*s.Type) > 0:
		for _, name := range *s.Type {
			kinds |= kindsOfType(name)
		}
	case s.Const != nil:
		kinds = kindsOfValue(s.Const)
	case len(s.Enum) > 0:
		for _, value := range s.Enum {
			kinds |= kindsOfValue(value)
		}
	case len(s.Properties) > 0 || s.AdditionalProperties.Schema != nil || s.AdditionalProperties.Has != nil:
		kinds = mapping.KindsOf(mapping.KindObject)
	case s.Items != nil:
		kinds = mapping.KindsOf(mapping.KindList)
	default:
		return 0, false
	}
	return kinds, true
}

func kindsOfType(name string) mapping.Kinds {
	switch name {
	case openapi3.TypeString:
		return mapping.KindsOf(mapping.KindString)
	case openapi3.TypeInteger:
		return mapping.KindsOf(mapping.KindInt)
	case openapi3.TypeNumber:
		return mapping.KindsOf(mapping.KindInt, mapping.KindFloat)
	case openapi3.TypeBoolean:
		return mapping.KindsOf(mapping.KindBool)
	case openapi3.TypeObject:
		return mapping.KindsOf(mapping.KindObject)
	case openapi3.TypeArray:
		return mapping.KindsOf(mapping.KindList)
	case openapi3.TypeNull:
		return mapping.KindsOf(mapping.KindNull)
	default:
		return mapping.AnyKind
	}
}

// kindsOfValue is for const and enum.
func kindsOfValue(value any) mapping.Kinds {
	switch value.(type) {
	case nil:
		return mapping.KindsOf(mapping.KindNull)
	case string:
		return mapping.KindsOf(mapping.KindString)
	case bool:
		return mapping.KindsOf(mapping.KindBool)
	case float64, float32, int, int64, uint64:
		return mapping.KindsOf(mapping.KindInt, mapping.KindFloat)
	case map[string]any:
		return mapping.KindsOf(mapping.KindObject)
	case []any:
		return mapping.KindsOf(mapping.KindList)
	default:
		return mapping.AnyKind
	}
}

// items is what stands in a list of this case.
func (c conj) items(sent bool) place {
	var refs []*openapi3.SchemaRef
	for _, s := range c {
		if len(s.PrefixItems) > 0 {
			return place{open: true, sent: sent}
		}
		if s.Items != nil {
			refs = append(refs, s.Items)
		}
	}
	return placeOf(sent, refs...)
}

// property is what stands under a name in an object of this case.
func (c conj) property(name string, sent bool) (out member, ok bool) {
	var listed, others []*openapi3.SchemaRef
	required := false
	for _, s := range c {
		if ref, found := s.Properties[name]; found && !hidden(ref, sent) {
			listed = append(listed, ref)
		}
		if s.AdditionalProperties.Schema != nil {
			others = append(others, s.AdditionalProperties.Schema)
		}
		required = required || slices.Contains(s.Required, name)
	}
	switch {
	case len(listed) > 0:
		return member{placeOf(sent, listed...), !required}, true
	case len(others) > 0:
		return member{placeOf(sent, others...), !required}, true
	case c.mayHaveMore():
		return member{place: place{open: true, sent: sent}}, true
	default:
		return member{}, false
	}
}

// mayHaveMore reports an object with properties that the document does not list. A
// document that lists some and is silent on others has listed all: to JSON Schema
// anything else would be fine, but nobody can rely on it.
func (c conj) mayHaveMore() bool {
	lists := false
	for _, s := range c {
		more := s.AdditionalProperties.Has
		unevaluated := s.UnevaluatedProperties
		if more != nil && *more || unevaluated.Schema != nil || unevaluated.Has != nil && *unevaluated.Has {
			return true
		}
		if len(s.PatternProperties) > 0 || len(s.DependentSchemas) > 0 || s.If != nil || s.DynamicRef != "" {
			return true
		}
		lists = lists || len(s.Properties) > 0 || more != nil
	}
	return !lists
}

// closed reports an object that must have no other properties.
func (c conj) closed() bool {
	return slices.ContainsFunc(c, func(s *openapi3.Schema) bool {
		return isFalse(s.AdditionalProperties.Has) || isFalse(s.UnevaluatedProperties.Has)
	})
}

func isFalse(b *bool) bool { return b != nil && !*b }

// required are the properties that a request has to send, sorted.
func (c conj) required() []string {
	var out []string
	for _, s := range c {
		for _, name := range s.Required {
			if ref := c.listed(name); !hidden(ref, true) {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (c conj) listed(name string) *openapi3.SchemaRef {
	for _, s := range c {
		if ref := s.Properties[name]; ref != nil {
			return ref
		}
	}
	return nil
}
