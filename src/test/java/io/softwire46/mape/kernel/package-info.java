/**
 * The complete CE and the BR between the network stacks of Linux: hosts, routers and an IPv6 core are network namespaces of the
 * kernel, and the nodes forward between TUN devices. The kernel's own checks, such as checksums and reassembly, are the expected
 * values; the hosts are {@code src/test/resources/kernel/peers.py}.
 *
 * <p>{@code TunNode} is a program with the library alone, {@code KernelLab} the network. Not covered: reordering, other
 * implementations of a BR or CE, and throughput, which docs/performance.md measures.
 */
package io.softwire46.mape.kernel;
