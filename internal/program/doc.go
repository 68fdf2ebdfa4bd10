// Package program runs the command lines of the programs in cmd/, so that all of
// them read flags, print help, complete in a shell and answer a slip in the same way:
//
//	os.Exit(program.Run(ctx, root, os.Args, os.Stdout, show))
//
// Run prints nothing itself but help: an error goes to show, once. The exit code is
// 0, Failure for what went wrong, or Usage for a command line or a configuration that
// is wrong.
//
// Read run.go first; slip.go words what is wrong with a command line, and serve.go has
// the flags of `bff serve`, which bffdev passes on.
package program
