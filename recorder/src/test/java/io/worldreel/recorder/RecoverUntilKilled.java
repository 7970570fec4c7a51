package io.worldreel.recorder;

import io.worldreel.zstdvfs.Progress;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A recovery that is going to be killed. Tells when it begins, as {@link RecordUntilKilled} does. Argument: archive. */
final class RecoverUntilKilled {
    private RecoverUntilKilled() {}

    public static void main(String[] args) throws IOException {
        DataOutputStream ledger = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
        ledger.write(ByteBuffer.allocate(Long.BYTES).putLong(RecordUntilKilled.Phase.RECOVERING.mark).array());
        RecoveryReport report = Recovery.recover(Path.of(args[0]), IngestConfig.DEFAULT, Progress.NONE);
        if (report.lostSomething()) {
            System.err.println(report);
        }
    }
}
