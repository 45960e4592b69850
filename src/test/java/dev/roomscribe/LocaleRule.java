package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the service writes does not depend on the locale of the machine. Each program sets the default locale first, because
 * libraries and {@link String#formatted} use it; code that converts text names a locale in any case.
 */
interface LocaleRule {
    /** Methods that use the default locale if they are called without one, with their parameters then. */
    Map<Class<?>, Map<String, List<Class<?>>>> WITHOUT_LOCALE = Map.of(
            String.class,
            Map.of(
                    "toLowerCase", List.of(),
                    "toUpperCase", List.of(),
                    "format", List.of(String.class, Object[].class)),
            DateTimeFormatter.class,
            Map.of("ofPattern", List.of(String.class)),
            NumberFormat.class,
            Map.of("getInstance", List.of(), "getNumberInstance", List.of(), "getIntegerInstance", List.of()),
            Locale.class,
            Map.of("getDefault", List.of()));

    @Test
    default void everyProgramSetsTheDefaultLocale() {
        List<JavaMethod> programs = ArchitectureTest.CLASSES.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(LocaleRule::isMain)
                .toList();
        assertThat(programs).hasSizeGreaterThanOrEqualTo(3);
        assertThat(programs.stream()
                        .filter(main -> main.getMethodCallsFromSelf().stream().noneMatch(LocaleRule::setsLocale))
                        .map(JavaMethod::getFullName))
                .isEmpty();
    }

    private static boolean isMain(JavaMethod method) {
        return method.getName().equals("main") && method.getModifiers().contains(JavaModifier.STATIC);
    }

    private static boolean setsLocale(JavaMethodCall call) {
        return call.getTargetOwner().isEquivalentTo(Locale.class)
                && call.getName().equals("setDefault");
    }

    @Test
    default void textIsConvertedWithANamedLocale() {
        assertThat(ArchitectureTest.CLASSES.stream()
                        .flatMap(type -> type.getMethodCallsFromSelf().stream())
                        .filter(LocaleRule::isWithoutLocale)
                        .map(JavaAccess::getDescription))
                .isEmpty();
    }

    private static boolean isWithoutLocale(JavaMethodCall call) {
        return WITHOUT_LOCALE.entrySet().stream()
                .filter(type -> call.getTargetOwner().isEquivalentTo(type.getKey()))
                .map(type -> type.getValue().get(call.getName()))
                .anyMatch(parameters -> parameters != null
                        && call.getTarget().getRawParameterTypes().stream()
                                .map(JavaClass::getName)
                                .toList()
                                .equals(parameters.stream().map(Class::getName).toList()));
    }
}
