package main

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
)

// systemSubjects are the roots that a pool holds before anything is added to it.
var systemSubjects = func() map[string]bool {
	set := map[string]bool{}
	if pool, err := x509.SystemCertPool(); err == nil {
		for _, subject := range pool.Subjects() {
			set[string(subject)] = true
		}
	}
	return set
}()

func subjectName(der []byte) string {
	var sequence pkix.RDNSequence
	if _, err := asn1.Unmarshal(der, &sequence); err != nil {
		return err.Error()
	}
	return sequence.String()
}
