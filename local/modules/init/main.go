// init is process 1 of a process-id namespace: of the local cluster (everything that runs in the cluster is its
// descendant, so ending it ends all) and, as /pause, of the pods. It collects ended children and waits for a signal.
// As `init open-volumes FOLDER` it gives every new folder in FOLDER to all users, see volumes.go.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	if len(os.Args) == 3 && os.Args[1] == "open-volumes" {
		fmt.Fprintln(os.Stderr, openVolumes(os.Args[2]))
		os.Exit(1)
	}
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGCHLD, syscall.SIGTERM, syscall.SIGINT)
	for {
		// Orphans come to process 1; left alone, they would stay in the process table as zombies.
		for {
			pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
			if err == syscall.EINTR {
				continue
			}
			if pid <= 0 || err != nil {
				break
			}
		}
		if s := <-signals; s != syscall.SIGCHLD {
			return
		}
	}
}
