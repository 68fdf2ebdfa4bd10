package mapping

import "slices"

// Vars are the external variables of one evaluation. A variable that is left
// missing is no value and a problem where it is used, but $config is then {}.
type Vars struct {
	Args     Value // $args: the field's arguments, schema defaults applied
	This     Value // $this: the parent object's GraphQL-named fields
	Batch    Value // $batch: a list of objects with the key fields of one entity each
	Config   Value // $config: the operator's configuration of this source
	Context  Value // $context: key/value pairs of this request
	Env      Value // $env: the process environment, strings
	Request  Value // $request: {headers: {name: [values]}} of the client, see HeaderVar
	Response Value // $response: the same for the backend's response
	Status   Value // $status: the backend's HTTP status, an integer
}

// Names of the external variables, as a mapping writes them.
const (
	VarArgs     = "$args"
	VarThis     = "$this"
	VarBatch    = "$batch"
	VarConfig   = "$config"
	VarContext  = "$context"
	VarEnv      = "$env"
	VarRequest  = "$request"
	VarResponse = "$response"
	VarStatus   = "$status"
)

// Variables returns the names of all external variables, sorted.
func Variables() []string {
	return []string{VarArgs, VarBatch, VarConfig, VarContext, VarEnv, VarRequest, VarResponse, VarStatus, VarThis}
}

func isExternal(name string) bool { return slices.Contains(Variables(), name) }

// external returns how to read an external variable; nil for an unknown name.
func external(name string) func(*Vars) Value {
	switch name {
	case VarArgs:
		return func(v *Vars) Value { return v.Args }
	case VarThis:
		return func(v *Vars) Value { return v.This }
	case VarBatch:
		return func(v *Vars) Value { return v.Batch }
	case VarConfig:
		return func(v *Vars) Value {
			if v.Config.IsMissing() {
				return Value{kind: KindObject}
			}
			return v.Config
		}
	case VarContext:
		return func(v *Vars) Value { return v.Context }
	case VarEnv:
		return func(v *Vars) Value { return v.Env }
	case VarRequest:
		return func(v *Vars) Value { return v.Request }
	case VarResponse:
		return func(v *Vars) Value { return v.Response }
	case VarStatus:
		return func(v *Vars) Value { return v.Status }
	default:
		return nil
	}
}
