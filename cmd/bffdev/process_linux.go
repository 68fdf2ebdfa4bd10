package main

import (
	"os/exec"
	"syscall"
)

// endWithUs has the system end the process when ours is killed. Call it after
// ownGroup.
func endWithUs(cmd *exec.Cmd) { cmd.SysProcAttr.Pdeathsig = syscall.SIGTERM }
