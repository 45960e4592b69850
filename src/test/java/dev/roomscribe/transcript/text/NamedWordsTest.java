package dev.roomscribe.transcript.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedWordsTest {
    private static String text(String language, String transcript, String... names) {
        return new NamedWords(new OrdinaryWords(language)).capitalize(transcript, names(names));
    }

    static PeerNames names(String... names) {
        return PeerNames.all(Stream.of(names).map(PeerNames::of).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Ana López         ; so ana said that lópez left   ; so Ana said that López left",
                "Jean-Luc O'Brien  ; ask jean-luc or jean o'brien  ; ask Jean-Luc or Jean O'Brien",
                "Seán O’Shea       ; thanks seán o'shea            ; thanks Seán O'Shea",
                "Ronald McDonald   ; thanks mcdonald               ; thanks McDonald",
                "JP                ; thanks jp                     ; thanks JP",
                "ana               ; thanks ana                    ; thanks ana",
                "Ana               ; analysis by joana and banana  ; analysis by joana and banana",
                "Ana               ; ana's plan and ana'll do it   ; Ana's plan and Ana'll do it",
                "Don               ; i don't know don's plan       ; i don't know Don's plan",
                "Ana de la Cruz    ; ana de la cruz is on the la   ; Ana de la Cruz is on the la",
                "Ludwig van Beek   ; ludwig van beek drove the van ; Ludwig van Beek drove the van",
                "Ana (Product)     ; ana owns the product          ; Ana owns the product",
                "Ana | Acme Call   ; ana will call                 ; Ana will call",
                "Ana - Sales Team  ; the sales of ana              ; the sales of Ana",
                "Ana [She/Her]     ; she told her ana              ; she told her Ana",
                "Ana B             ; plan b of ana                 ; plan b of Ana",
                "Meeting Room 2    ; the meeting room              ; the meeting room",
                "Support           ; contact support               ; contact support",
                "李雷               ; 李雷 你好                       ; 李雷 你好",
                "Straße            ; die straße                    ; die Straße",
                "İpek Işık         ; ipek işık                     ; İpek Işık",
            })
    void namesAreCapitalizedAsPeersWriteThem(String name, String transcript, String text) {
        assertThat(text("en", transcript, name)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Will    | will you come with will",
                "Mark    | mark it",
                "May     | we may go in may",
                "Bill    | the bill",
                "Grace   | a grace period of grace",
                "Hope    | i hope",
                "Rose    | prices rose",
                "Art     | the state of the art",
                "Al      | an al dente meal",
            })
    void aNameThatIsAnOrdinaryWordStaysAsItIs(String name, String transcript) {
        assertThat(text("en", transcript, name)).isEqualTo(transcript.replace(" al ", " Al "));
    }

    @Test
    void anOrdinaryWordIsCapitalizedBesideTheRestOfItsName() {
        assertThat(text("en", "will smith said that will may mark it", "Will Smith", "Mark Lopez"))
                .isEqualTo("Will Smith said that will may mark it");
        assertThat(text("en", "i mark lopez and david brown", "Mark Lopez", "David Brown"))
                .isEqualTo("i Mark Lopez and David Brown");
        assertThat(text("en", "will young jones", "Will Young Jones")).isEqualTo("Will Young Jones");
    }

    @Test
    void wordsOfDifferentNamesAreNotCapitalizedTogether() {
        assertThat(text("en", "will lopez come, lopez mark it", "Will Smith", "Mark Lopez"))
                .isEqualTo("will Lopez come, Lopez mark it");
        assertThat(text("en", "mark, lopez", "Mark Lopez")).isEqualTo("mark, Lopez");
    }

    @Test
    void anAuxiliaryVerbIsNotTheEndOfAName() {
        assertThat(text("en", "ana may come", "Ana May")).isEqualTo("Ana may come");
    }

    @Test
    void ordinaryWordsDependOnTheLanguage() {
        assertThat(text("es", "rosa come una rosa", "Rosa")).isEqualTo("rosa come una rosa");
        assertThat(text("en", "thanks rosa", "Rosa")).isEqualTo("thanks Rosa");
        assertThat(text("es", "gracias mark", "Mark")).isEqualTo("gracias Mark");
        assertThat(text("ru", "вера и анна", "Вера", "Анна")).isEqualTo("вера и Анна");
        assertThat(text("", "rosa, mark and ana", "Rosa", "Mark", "Ana")).isEqualTo("rosa, mark and Ana");
        assertThat(text("sv", "tack anna", "Anna av Sala")).isEqualTo("tack Anna");
    }

    @Test
    void aNameFollowsAnElidedWord() {
        assertThat(text("fr", "la voiture d'ana et l'ami qu'anna aime", "Ana", "Anna", "Ami"))
                .isEqualTo("la voiture d'Ana et l'Ami qu'Anna aime");
        assertThat(text("fr", "aujourd'hui", "Hui")).isEqualTo("aujourd'hui");
    }

    @Test
    void theOrderOfThePeersDoesNotMatter() {
        assertThat(text("en", "thanks ana", "ANA", "Ana")).isEqualTo("thanks Ana");
        assertThat(text("en", "thanks ana", "Ana", "ANA")).isEqualTo("thanks Ana");
    }

    @Test
    void wordsThatTheEngineHasCapitalizedStayAsTheyAre() {
        assertThat(text("en", "thanks ANA and Ana", "aNa")).isEqualTo("thanks ANA and Ana");
    }
}
