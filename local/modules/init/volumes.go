package main

import (
	"os"
	"path/filepath"
	"syscall"
	"unsafe"
)

// openVolumes makes folders writable for everybody as soon as they appear. kube-controller-manager's host-path
// provisioner makes them for root alone (mode 0750, whatever the umask), a host path takes no notice of a pod's fsGroup,
// and the pods here do not run as root. The folders can only be reached through the cluster. Returns only on an error.
func openVolumes(folder string) error {
	watch, err := syscall.InotifyInit1(syscall.IN_CLOEXEC)
	if err != nil {
		return err
	}
	if _, err := syscall.InotifyAddWatch(watch, folder, syscall.IN_CREATE|syscall.IN_MOVED_TO|syscall.IN_ONLYDIR); err != nil {
		return err
	}
	// What was there before the watch began.
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		open(folder, entry.Name())
	}
	buffer := make([]byte, 64*(syscall.SizeofInotifyEvent+syscall.NAME_MAX+1))
	for {
		read, err := syscall.Read(watch, buffer)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		for offset := 0; offset < read; {
			event := (*syscall.InotifyEvent)(unsafe.Pointer(&buffer[offset]))
			offset += syscall.SizeofInotifyEvent
			name := buffer[offset : offset+int(event.Len)]
			offset += int(event.Len)
			open(folder, string(trimZeros(name)))
		}
	}
}

func open(folder, name string) {
	// A volume may be gone again; then nobody needs it.
	_ = os.Chmod(filepath.Join(folder, name), 0o777)
}

func trimZeros(name []byte) []byte {
	for len(name) > 0 && name[len(name)-1] == 0 {
		name = name[:len(name)-1]
	}
	return name
}
