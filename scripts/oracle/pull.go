package main

import (
	"context"

	"github.com/containerd/containerd/content/local"
	"github.com/containerd/containerd/images"
	"github.com/containerd/containerd/remotes"
	"github.com/containerd/containerd/remotes/docker"
)

// pull fetches an image as containerd does, except that nothing is unpacked: everything the name leads to, verified.
func pull(ctx context.Context, hosts docker.RegistryHosts, name, directory string) (string, error) {
	store, err := local.NewStore(directory)
	if err != nil {
		return "", err
	}
	resolver := docker.NewResolver(docker.ResolverOptions{Hosts: hosts})
	resolved, root, err := resolver.Resolve(ctx, name)
	if err != nil {
		return "", err
	}
	fetcher, err := resolver.Fetcher(ctx, resolved)
	if err != nil {
		return "", err
	}
	handler := images.Handlers(remotes.FetchHandler(store, fetcher), images.ChildrenHandler(store))
	return root.Digest.String(), images.Dispatch(ctx, handler, nil, root)
}
