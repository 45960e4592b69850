package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Files are created in one package, which gives them permissions that the umask does not widen. */
interface FileCreationRule {
    /** What creates a file or a directory, by class. */
    Map<Class<?>, Set<String>> CREATING = Map.of(
            Files.class,
                    Set.of(
                            "createDirectory",
                            "createDirectories",
                            "createFile",
                            "createTempFile",
                            "createTempDirectory",
                            "copy",
                            "newBufferedWriter",
                            "newByteChannel",
                            "newOutputStream",
                            "write",
                            "writeString"),
            FileChannel.class, Set.of("open"),
            File.class, Set.of("createTempFile", "createNewFile", "mkdir", "mkdirs"),
            FileOutputStream.class, Set.of("<init>"),
            FileWriter.class, Set.of("<init>"),
            RandomAccessFile.class, Set.of("<init>"));

    @Test
    default void onlyTheStoragePackageCreatesFiles() {
        assertThat(ArchitectureTest.CLASSES.stream()
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .filter(FileCreationRule::creates)
                        .map(access -> access.getOriginOwner().getPackageName()))
                .isNotEmpty()
                .containsOnly("dev.roomscribe.storage");
    }

    private static boolean creates(JavaAccess<?> access) {
        return CREATING.entrySet().stream()
                .anyMatch(entry -> access.getTargetOwner().isEquivalentTo(entry.getKey())
                        && entry.getValue().contains(access.getName()));
    }
}
