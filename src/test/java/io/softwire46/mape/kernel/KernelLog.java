package io.softwire46.mape.kernel;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints each check of a laboratory with its time, and why it was skipped. Not thread-safe: tests of a class run one by one. */
final class KernelLog implements BeforeTestExecutionCallback, AfterTestExecutionCallback, TestWatcher {
    private long startNanos;
    private long nanos;

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        startNanos = System.nanoTime();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        nanos = System.nanoTime() - startNanos;
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        print(context, "passed", "");
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        print(context, "skipped", ": " + cause.getMessage());
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        print(context, "FAILED", "");
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        print(context, "skipped", ": " + reason.orElse("disabled"));
    }

    private void print(ExtensionContext context, String outcome, String reason) {
        String method = context.getRequiredTestMethod().getName();
        String name = context.getDisplayName().startsWith(method) ? method : method + " " + context.getDisplayName();
        System.out.printf("kernel: %5.2f s %s %s%s%n", nanos / 1e9, outcome, name, reason);
    }
}
