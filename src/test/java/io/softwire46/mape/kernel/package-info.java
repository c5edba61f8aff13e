/**
 * The BR and the complete CE between the network stacks of Linux: hosts, routers and an IPv6 core are network namespaces of the
 * kernel, and the nodes forward between TUN devices. The kernel's own checks, such as checksums and reassembly, are the expected
 * values; the hosts are {@code src/test/resources/kernel/peers.py}.
 *
 * <p>{@code BorderRelayKernelTest} has CEs of Linux, {@code CompleteEdgeKernelTest} those of the library; their networks are {@code
 * RelayNetwork} and {@code EdgeNetwork}. {@code DeploymentKernelTest} runs the commands of docs/deploy.md, {@code TunCostTest} measures
 * what a packet costs on a device. {@code TunNode} is a program with the library alone, {@code KernelLab} holds all processes.
 * Not covered: reordering by the core, BRs of others, and throughput, which docs/performance.md measures.
 */
package io.softwire46.mape.kernel;
