// Prints what containerd's own hosts.toml loader understands of a certs.d directory.
//
// Standard input holds one {"root","host"} a line; each is answered by one line, in the same order. A refusal of the
// loader is data: `error` is what it returned, `log` what it only wrote to containerd's log. With "pull", an image of
// that host, and "store", a directory, the image is fetched too, with "credentials" by the host that is asked.
package main

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"

	"github.com/containerd/containerd/log"
	"github.com/containerd/containerd/remotes/docker"
	"github.com/containerd/containerd/remotes/docker/config"
	"github.com/sirupsen/logrus"
)

type question struct {
	Root string `json:"root"`
	Host string `json:"host"`
	Pull string `json:"pull,omitempty"`
	// Where fetched content goes.
	Store string `json:"store,omitempty"`
	// User and password by host, as config.toml has them.
	Credentials map[string][2]string `json:"credentials,omitempty"`
}

type answer struct {
	Root string `json:"root"`
	Host string `json:"host"`
	// The name of the directory that was chosen; none, and containerd goes to the registry itself.
	Directory string     `json:"directory,omitempty"`
	Endpoints []endpoint `json:"endpoints"`
	Error     string     `json:"error,omitempty"`
	Log       []string   `json:"log,omitempty"`
	// The digest that the image's name led to, once all of it is there.
	Pulled string `json:"pulled,omitempty"`
}

type endpoint struct {
	Scheme       string      `json:"scheme"`
	Host         string      `json:"host"`
	Path         string      `json:"path"`
	Capabilities []string    `json:"capabilities"`
	Header       http.Header `json:"header,omitempty"`
	// Absent where the endpoint shares the client of those without TLS settings.
	TLS *transport `json:"tls,omitempty"`
}

type transport struct {
	SkipVerify bool `json:"skipVerify"`
	// Subjects of the roots that are not the system's; with none at all the system decides alone.
	Authorities []string `json:"authorities"`
	SystemRoots bool     `json:"systemRoots"`
	// Subjects of the client certificates.
	Clients []string `json:"clients"`
}

// records keeps what the loader logs as a warning or worse.
type records struct{ lines []string }

func (r *records) Levels() []logrus.Level { return logrus.AllLevels[:logrus.WarnLevel+1] }

func (r *records) Fire(entry *logrus.Entry) error {
	line := entry.Message
	if err, ok := entry.Data[logrus.ErrorKey]; ok {
		line = fmt.Sprintf("%s: %v", line, err)
	}
	r.lines = append(r.lines, line)
	return nil
}

func ask(q question) (result answer) {
	result = answer{Root: q.Root, Host: q.Host, Endpoints: []endpoint{}}
	// What would end containerd itself is an answer too.
	defer func() {
		if cause := recover(); cause != nil {
			result.Error = fmt.Sprintf("panic: %v", cause)
		}
	}()
	kept := &records{}
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	logger.AddHook(kept)
	ctx := log.WithLogger(context.Background(), logrus.NewEntry(logger))

	choose := config.HostDirFromRoot(q.Root)
	// The loader makes the shared client first, then one for every endpoint with TLS settings of its own.
	var shared *http.Client
	load := config.ConfigureHosts(ctx, config.HostOptions{
		HostDir: func(host string) (string, error) {
			directory, err := choose(host)
			if directory != "" {
				result.Directory = filepath.Base(directory)
			}
			return directory, err
		},
		UpdateClient: func(client *http.Client) error {
			if shared == nil {
				shared = client
			}
			return nil
		},
		Credentials: func(host string) (string, string, error) {
			return q.Credentials[host][0], q.Credentials[host][1], nil
		},
	})
	hosts, err := load(q.Host)
	result.Log = kept.lines
	if err != nil {
		result.Error = err.Error()
		return result
	}
	for _, host := range hosts {
		e := endpoint{
			Scheme: host.Scheme, Host: host.Host, Path: host.Path,
			Capabilities: names(host.Capabilities), Header: host.Header,
		}
		if host.Client != shared {
			e.TLS, err = inspect(host.Client.Transport)
			if err != nil {
				result.Error = err.Error()
			}
		}
		result.Endpoints = append(result.Endpoints, e)
	}
	if q.Pull != "" {
		digest, err := pull(ctx, load, q.Pull, q.Store)
		if err != nil {
			result.Error = err.Error()
		} else {
			result.Pulled = digest
		}
	}
	return result
}

func names(capabilities docker.HostCapabilities) []string {
	list := []string{}
	for _, c := range []struct {
		bit  docker.HostCapabilities
		name string
	}{
		{docker.HostCapabilityPull, "pull"},
		{docker.HostCapabilityResolve, "resolve"},
		{docker.HostCapabilityPush, "push"},
	} {
		if capabilities.Has(c.bit) {
			list = append(list, c.name)
		}
	}
	return list
}

func inspect(tripper http.RoundTripper) (*transport, error) {
	t, ok := tripper.(*http.Transport)
	if !ok {
		return nil, fmt.Errorf("oracle: a transport of the type %v", reflect.TypeOf(tripper))
	}
	c := t.TLSClientConfig
	result := &transport{
		SkipVerify: c.InsecureSkipVerify, Authorities: []string{}, SystemRoots: c.RootCAs == nil, Clients: []string{},
	}
	if c.RootCAs != nil {
		for _, subject := range c.RootCAs.Subjects() {
			if systemSubjects[string(subject)] {
				result.SystemRoots = true
			} else {
				result.Authorities = append(result.Authorities, subjectName(subject))
			}
		}
	}
	for _, chain := range c.Certificates {
		leaf, err := x509.ParseCertificate(chain.Certificate[0])
		if err != nil {
			return nil, err
		}
		result.Clients = append(result.Clients, leaf.Subject.String())
	}
	return result, nil
}

func main() {
	answers := json.NewEncoder(os.Stdout)
	questions := json.NewDecoder(bufio.NewReader(os.Stdin))
	for {
		var q question
		err := questions.Decode(&q)
		if err == io.EOF {
			return
		}
		if err == nil {
			err = answers.Encode(ask(q))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "oracle:", err)
			os.Exit(2)
		}
	}
}
