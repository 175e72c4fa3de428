// Load docker-compose.yml as `docker compose config` would, and parse the Dockerfile as BuildKit would; print the
// project as JSON. Every fault ends it with a message and exit code 1.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(compose, dockerfile string) error {
	source, err := os.ReadFile(dockerfile)
	if err != nil {
		return err
	}
	tree, err := parser.Parse(bytes.NewReader(source))
	if err != nil {
		return fmt.Errorf("%s: %w", dockerfile, err)
	}
	if len(tree.Warnings) > 0 {
		return fmt.Errorf("%s: %s", dockerfile, tree.Warnings[0].Short)
	}
	if _, _, err := instructions.Parse(tree.AST, nil); err != nil {
		return fmt.Errorf("%s: %w", dockerfile, err)
	}
	options, err := cli.NewProjectOptions([]string{compose}, cli.WithOsEnv, cli.WithResolvedPaths(false))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return fmt.Errorf("%s: %w", compose, err)
	}
	document, err := project.MarshalJSON()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(document)
	return err
}
