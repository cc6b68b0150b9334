// pulumi-resource-kubernetes: Pulumi's Kubernetes provider, from its Go module. The provider's own main.go embeds files
// that its build generates and that the module therefore lacks; schema.json is in the module and is all it needs here.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// version is set at build time.
var version string

//go:embed schema.json
var schema []byte

func main() {
	// No mapping: only `pulumi convert --from terraform` asks for it.
	provider.Serve("kubernetes", version, schema, nil)
}
