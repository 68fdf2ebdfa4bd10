package connect

import "slices"

// Uses reports that a mapping of the connector's own reads a variable, such as $args.
func (c *Connector) Uses(variable string) bool {
	return slices.ContainsFunc(c.uses, func(u use) bool { return u.Var == variable })
}
