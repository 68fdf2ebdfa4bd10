//go:build !unix

package main

import "os/exec"

// ownGroup does nothing: there are no groups.
func ownGroup(*exec.Cmd) {}

// terminate ends the process, which can't be asked.
func terminate(cmd *exec.Cmd) error { return cmd.Process.Kill() }

// kill ends the process.
func kill(cmd *exec.Cmd) error { return cmd.Process.Kill() }
