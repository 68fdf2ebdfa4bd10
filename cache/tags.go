package cache

// The tags that invalidations by kind refer to. Whoever stores entries adds them,
// so that "all of a type" and "all of a source" can be invalidated, too.

// EntityTag is the tag of one entity: "Product:17".
func EntityTag(typeName, id string) string { return typeName + ":" + id }

// TypeTag is the tag of all entries that hold entities of a type: "Product".
func TypeTag(typeName string) string { return typeName }

// SourceTag is the tag of all entries that come from a source: "source:catalog".
func SourceTag(source string) string { return "source:" + source }
