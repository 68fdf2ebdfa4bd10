package connect

// Code names the rule that a Diagnostic is about. Codes are stable, so people can
// look them up and tools can act on them.
type Code string

// Codes of the convention.
const (
	CodeUnknownVersion          Code = "UNKNOWN_CONNECTORS_VERSION"
	CodeNoSourceImport          Code = "NO_SOURCE_IMPORT"
	CodeEmptySourceName         Code = "EMPTY_SOURCE_NAME"
	CodeInvalidSourceName       Code = "INVALID_SOURCE_NAME"
	CodeDuplicateSourceName     Code = "DUPLICATE_SOURCE_NAME"
	CodeSourceNameMismatch      Code = "SOURCE_NAME_MISMATCH"
	CodeNoSourcesDefined        Code = "NO_SOURCES_DEFINED"
	CodeInvalidID               Code = "INVALID_CONNECTOR_ID_NAME"
	CodeDuplicateID             Code = "DUPLICATE_ID_NAME"
	CodeGraphQL                 Code = "GRAPH_QL_ERROR"
	CodeMissingMethod           Code = "MISSING_HTTP_METHOD"
	CodeMultipleMethods         Code = "MULTIPLE_HTTP_METHODS"
	CodeInvalidURL              Code = "INVALID_URL"
	CodeInvalidURLScheme        Code = "INVALID_URL_SCHEME"
	CodeAbsoluteURLWithSource   Code = "ABSOLUTE_CONNECT_URL_WITH_SOURCE"
	CodeRelativeURLNoSource     Code = "RELATIVE_CONNECT_URL_WITHOUT_SOURCE"
	CodeInvalidURLProperty      Code = "INVALID_URL_PROPERTY"
	CodeInvalidHeader           Code = "INVALID_HEADER"
	CodeHeaderCollision         Code = "HTTP_HEADER_NAME_COLLISION"
	CodeInvalidBody             Code = "INVALID_BODY"
	CodeInvalidSelection        Code = "INVALID_SELECTION"
	CodeUndefinedArgument       Code = "UNDEFINED_ARGUMENT"
	CodeUndefinedField          Code = "UNDEFINED_FIELD"
	CodeUnsupportedVariableType Code = "UNSUPPORTED_VARIABLE_TYPE"
	CodeInvalidIsSuccess        Code = "INVALID_IS_SUCCESS"
	CodeInvalidErrorsMessage    Code = "INVALID_ERRORS_MESSAGE"
	CodeSelectedFieldNotFound   Code = "SELECTED_FIELD_NOT_FOUND"
	CodeGroupRequired           Code = "GROUP_SELECTION_REQUIRED_FOR_OBJECT"
	CodeGroupNotObject          Code = "GROUP_SELECTION_IS_NOT_OBJECT"
	CodeFieldWithArguments      Code = "CONNECTORS_FIELD_WITH_ARGUMENTS"
	CodeCircularReference       Code = "CIRCULAR_REFERENCE"
	CodeConnectOnRoot           Code = "CONNECT_ON_ROOT"
	CodeBatchAndThis            Code = "CONNECT_BATCH_AND_THIS"
	CodeTypeMustBeEntity        Code = "CONNECT_ON_TYPE_MUST_BE_ENTITY"
	CodeEntityNotOnRootQuery    Code = "ENTITY_NOT_ON_ROOT_QUERY"
	CodeEntityTypeInvalid       Code = "ENTITY_TYPE_INVALID"
	CodeEntityArgument          Code = "ENTITY_RESOLVER_ARGUMENT_MISMATCH"
	CodeMissingType             Code = "MISSING_SCHEMA_TYPE"
	CodeAbstractType            Code = "CONNECTORS_UNSUPPORTED_ABSTRACT_TYPE"
	CodeSubscription            Code = "SUBSCRIPTION_IN_CONNECTORS"
	CodeFederationDirective     Code = "CONNECTORS_UNSUPPORTED_FEDERATION_DIRECTIVE"
	CodeUnresolvedField         Code = "CONNECTORS_UNRESOLVED_FIELD"
	CodeCannotResolveKey        Code = "CONNECTORS_CANNOT_RESOLVE_KEY"
	CodeBatchKeyNotSelected     Code = "CONNECTORS_BATCH_KEY_NOT_IN_SELECTION"
	CodeNonRootBatchKey         Code = "CONNECTORS_NON_ROOT_BATCH_KEY"
	CodeMissingEntityConnector  Code = "MISSING_ENTITY_CONNECTOR"
)

// Codes of ours, for what the convention leaves to other tools.
const (
	// CodeUnreachableField: a field can be filled in some places, but not in this.
	CodeUnreachableField Code = "CONNECTORS_UNREACHABLE_FIELD"
	// CodePrivateData: the caller's credentials go to a backend whose answers
	// are not declared private.
	CodePrivateData Code = "CONNECTORS_PRIVATE_DATA_WITHOUT_SCOPE"
	// CodeTypeMismatch: a selection gives a field what its type never takes.
	CodeTypeMismatch Code = "CONNECTORS_TYPE_MISMATCH"
	// CodeInvalidCachePolicy: a @cacheControl that contradicts itself.
	CodeInvalidCachePolicy Code = "INVALID_CACHE_CONTROL"
	// CodeInvalidGlobalID: a @globalID on what is no ID, or that names no type.
	CodeInvalidGlobalID Code = "INVALID_GLOBAL_ID"
	// CodeInvalidRequires: a @requires of what is not there before its field runs.
	CodeInvalidRequires Code = "INVALID_REQUIRES"
	// CodeInvalidReads: a @reads on what is not written in Go, or that names what is not there.
	CodeInvalidReads Code = "INVALID_READS"
	// CodeInvalidConstraint: a @constraint that no value meets, or on what is no Int.
	CodeInvalidConstraint Code = "INVALID_CONSTRAINT"
	// CodeUnusedType: a type of shared files that no schema needs.
	CodeUnusedType Code = "UNUSED_TYPE"
	// CodeInvalidIdempotent: an @idempotent where there is no request that it could be of.
	CodeInvalidIdempotent Code = "INVALID_IDEMPOTENT"
	// CodeNotEnforced: a directive that restricts something, and that this server does not
	// enforce.
	CodeNotEnforced Code = "DIRECTIVE_NOT_ENFORCED"
	// CodeWithoutEffect: a directive or an argument that does nothing.
	CodeWithoutEffect Code = "WITHOUT_EFFECT"
	// CodeNameClash: two things would have one name in Go.
	CodeNameClash Code = "CONNECTORS_NAME_CLASH"
	// CodeNotCompiled: it is right, but we have no Go for it.
	CodeNotCompiled Code = "CONNECTORS_NOT_COMPILED"
	// CodeInvalidCacheTag: a @cacheTag whose format cannot be rendered.
	CodeInvalidCacheTag Code = "INVALID_CACHE_TAG"
)
