package dev.roomscribe.transcript.text;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Words of a language that are in names too, but usually mean something else when they are spoken. Without a known
 * language, a word is ordinary if it is ordinary in any of the listed languages. Immutable.
 */
final class OrdinaryWords {
    /** Particles of names, in every language. */
    private static final Set<String> PARTICLES = words("""
            a af av bin bint da das de degli dei del dela della den der des di do dos du e el en et i ibn la las le les
            lo los mc o och of og ten ter the to um und van vom von y zu zum zur à și і й и та
            """);

    /** Words that are spoken in nearly every utterance, by language. They are never the end of a spoken name. */
    private static final Map<String, Set<String>> FUNCTION_WORDS =
            lists(Map.of("en", """
            a all also am an and any are as at be been being but by can could dare did do does done for from get got had has
            have he her here hers him his how i if in into is it its just let may me might mine more most must my need no nor
            not now of off ok okay on once one only onto or our out over own same shall she should so some such than that the
            their them there they this those to too up us very was we well were what when where who why will with would yes
            yet you your
            """, "de", """
            aber als am an auch auf aus bei bin bis da das dem den der des die doch du ein eine er es für hat ich ihr im in
            ist ja man mein mit nach nein nicht noch nun nur ob oder sein sie sind so und uns vom von vor war was weil wenn
            wer wie will wir wird wo zu zum zur
            """, "fr", """
            au aux avec bien ce ces dans de des du elle en est et eu il je la le les leur lui mais me moi mon ne non nous on
            ou où par pas plus pour qu que qui sa se si son sous sur ta te toi ton tu un une vous y
            """, "es", """
            a al con de del el ella en es eso esta este fue ha hay la las le les lo los mas me mi mis muy no nos o para pero
            por que se si sin son su sus te ti tu un una ya y yo
            """, "it", """
            a ai al che chi ci con da dai dal del di do e fa gli ha ho i il in io la le lei lo lui ma me mi mia mio ne no noi
            non o per più poi qui sa se si sia sono su sua suo te ti tu un una va vi voi
            """, "pt", """
            a ao as com da das de do dos e ela ele em eu foi há isso já lá mas me meu na não nas no nos o os ou para por que
            se sem seu só sua te tem tu um uma vai você
            """));

    /** Other words, by language: given names, family names, and what people call themselves in a meeting. */
    private static final Map<String, Set<String>> NAMES = lists(Map.of(
            "en",
            """
            admin agent amber anchor angel anonymous apple april archer art assistant august autumn baker ball ban bang bank
            banks bar barb barber bay beach bean bear beer bell berry best big bill bird bishop black bless bliss bloom blue
            board bond bonus book booth boss bot bow branch brave bridge bridges bright brook brooks brown buck bud buddy bull
            burn burns bush butler call caller camera candy care case cash castle chair chance channel charity chase cheer
            cherry chin chip church city class clay clear client cliff close club coach coal college come company computer
            conference cook corner counsel country court cousin crane cross crow crown crystal curry customer dad daily daisy
            dash dawn day days deal dean deer demo design desk desktop destiny developer device digital director doctor dot
            dove draw dream drew drum duck duke dung earl early east echo engineer engineering english event ever faith fan
            farmer father favor favour field fields finance fire first fish fisher five flame fleet flood flower flowers fly
            forest forever fortune foster four fox france free freed french friend frost fry gale gamble game garden gates
            gay gem gene gentle ginger glad glass go gold golden good grace grand grant grass grave graves gray green grey
            group guard guest guide guy hall hand hands happy hardy harmony harp haste have hawk hay hazel head heart heath
            heather heaven help herb hill hills holiday home honest honey honor honour hood hook hope host house human hung
            hunt hunter ice iris island ivory ivy jade jewel journey joy judge july june junior just justice keen keep key
            keys kid kind king kit kitty knight lab labs lake lamb lamp lance land lane laptop lark last laurel law lead leader
            leaf learn left legend lets liberty life light lily line linen link lion lip list little live lock long look lord
            lot loud love low loyal luck lucky lunch magic maiden main major make mall man manager many march mark market
            marketing marsh mars mason master mate mayor meadow meadows mean meek meeting melody member memory merchant
            mercy merit merry mile miles mill mind miller minister mint miss mister mobile moderator mom moment money monk
            moody moon moss mother mount mountain mum music name near new next nice night noble noon norm north note novel nurse
            oak observer ocean office officer old olive operator orange organizer page pages pain palm pan parish park parks
            participant partner pass patience peace peach pearl penny pepper person phoenix phone pike pilot pin pine pink
            place plain plant please plum pool poor pope porter post potter pound power powers precious presenter press price
            pride prince princess prior product professor project proper proud prudence public purple queen quest quick
            quiet race rain raven read red reed reeve rest rice rich rider right ring river rivers road rock rogue roll room
            root rose rosemary roses round royal ruby ruler rush sage sailor saint sales salt same sand sands savage save saw
            say school sea seal second secret secretary see self senior sense serene service seven shade sharp shepherd shield
            shields ship shore short silver simple sin singer sister six skinner skip sky sleep sleeper slow small smart snow
            song south spark sparks speaker speed spell spring staff stamp standard star stark starr stars steel sterling
            stern still stone storm story strange street strong student studio summer summers sun sung sunny sunshine support
            sure swan sweet swift system tablet talent tall tan tang teacher team temple ten tender test tester thanks thing
            think three tiger time together top tower town trainer tree trees true trust truth tucker turner two unique unit
            unity university unknown upper user valentine valley verse vice victory video view viewer violet virtue visitor
            voice wade wait walk walker wall war ward warm water waters way web week weeks west wheat white wild wilder win
            wind windows wine wing winner winter winters wisdom wise wish wolf woman wonder won wood woods word work worker
            works world worth yard year young zoo zoom
            """,
            "de",
            """
            admin alt bauer baum beamter bergen blume braun bruder büro chef engel ernst falk fest frank frau frei freund
            froh fuchs gast gerade gern gut hart heide herr herz hoffnung hof hund jung kaiser kalt klar klein koch kraft kunde
            kurz lang laut liebe lieb lustig mark mild mutter müller nett neu neumann ost rat raum recht reich reif rein richter
            ritter rose rot roth rund sänger schäfer schmied schneider schön schwarz selig sommer sonne stark stein stern
            still team treu vater vogel voll wagner wahl wald weber weiß weit wild winter wolf wunder zimmer zoom
            """,
            "fr",
            """
            aimé ange aurore avril beau bel blanc blanche bon bonheur bonne boulanger boucher brun camille cerise chance claire
            clair clément colombe constant cœur désiré equipe fleur fort france franc gentil grand gros gris hiver invité
            jasmin jeune joie juin juste léger lilas long lumière marine mai mars merle michel modeste noir noël océan olive
            parfait pascal petit pierre prudence prune reine rivière roi romain rose rousse roux salle sage sale soleil sylvestre
            tranquille vallée vert victoire violette équipe étoile
            """,
            "es",
            """
            alegría alba amado amparo ángel aurora blanca blanco bravo bueno caballero cabello cabeza calle calvo campo campos
            cano casas casa castillo concepción consuelo cruz delgado dolores domingo equipo esperanza estrella fe flor flores
            fuentes gallo gloria grande guerra guerrero hermoso herrero iglesia iglesias invitado justo león libertad linda
            lobo luna luz mar marina mayo mercedes mesa milagros montaña montes moreno nieve nieves paloma pardo pastor paz pena
            perla pilar plaza prado prieto pura ramos reina remedios rey reyes ríos río rojo rosa rosario rubio sala salas salud
            santa santo santos serena sierra sol soledad torre torres valle vega vera victoria violeta virtudes
            """,
            "it",
            """
            alba allegra amato amore angelo aurora basso bella bello bianca bianco bruno buono celeste chiara chiaro conte corti
            costa costanza croce domenica dolce fede felice ferrari ferro fiore fiorella fontana forte franco gatti gallo gatto
            gentile gioia grande grassi grasso grazia grazie greco greca guerra leone libera libero luce luna mancini marina
            marino messina monte monti neri nero ospite pace perla piazza preziosa re ricci ricco riva rocca rosa rosa rossa rossi
            rosso rubino russo sala santa santo sarta sartori serena sereno sole speranza stella team testa valle vera verde
            vero villa viola vita vittoria vittorio
            """,
            "pt",
            """
            alegria alves amado amaro amor anjo aurora barros bela belo branco brito campos cardoso carneiro casa castro
            coelho convidado conceição costa cruz esperança equipe estrela fé ferreira flor flores fonte franco glória graça
            grande guerra leite leão lima linda lobo lua luz machado mar marinha matos mel moreira neves nobre nova novo paz
            pedra pequeno pereira pinto prata prazer preto rainha ramos rei ribeiro rios rocha rosa sala salgado santa santos
            serra silva sol souto teixeira vale vera vitória
            """,
            "pl",
            """
            gość lis mały marzec maj mróz nowak pan pani pokój róża sowa szef wilk wiosna zając zima złoty zespół biały czarny
            kot kowal król krawczyk bogaty gołąb wróbel sikora malina kalina jagoda wiktoria nadzieja wiara
            """,
            "nl",
            """
            bakker beer berg bloem boer bos bruin dekker geluk gast groen groot hart heer hert hoop jager jong kamer klein koning
            kok lang leeuw licht mark meer mei mulder post prins roos rood roos smit ster storm team vis visser vos vrede wit
            wolf zomer zon zwart
            """,
            "ru",
            """
            вера воля волк голубь гость заяц зима кот лев любовь май марта медведь мир мороз надежда роза светлана слава сокол
            соловей солнце команда комната
            """,
            "tr",
            """
            alim arzu aslan aydın aynur bahar barış bulut can cesur çiçek deniz devrim doğan dilek emek evren ferhat fidan güler
            gül gün güneş güzel hazal hediye ilk irmak kara kaya kılıç kurt mavi misafir mutlu nur oda öz özgür sevgi sevinç son
            şen taş toprak umut uzun ufuk yağmur yaprak yavuz yeni yıldız yılmaz zafer
            """));

    private final Set<String> functionWords;
    private final Set<String> names;

    /** @param language primary language subtag; empty if it is unknown */
    OrdinaryWords(String language) {
        functionWords = FUNCTION_WORDS.getOrDefault(language, Set.of());
        names = NAMES.getOrDefault(language, Set.of());
    }

    /** Returns whether a folded word is more often an ordinary word than a name. */
    boolean contains(String folded) {
        return isFunctionWord(folded) || names.contains(folded);
    }

    /** Returns whether a folded word is a particle, an article, an auxiliary verb or the like. */
    boolean isFunctionWord(String folded) {
        return functionWords.contains(folded) || PARTICLES.contains(folded);
    }

    /** Returns the words by language, and those of all languages under an empty one. */
    private static Map<String, Set<String>> lists(Map<String, String> texts) {
        Map<String, Set<String>> lists = new HashMap<>();
        texts.forEach((language, text) -> lists.put(language, words(text)));
        lists.put("", lists.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
        return Map.copyOf(lists);
    }

    private static Set<String> words(String text) {
        return Stream.of(text.strip().split("\\s+")).map(PeerNames::folded).collect(Collectors.toSet());
    }
}
