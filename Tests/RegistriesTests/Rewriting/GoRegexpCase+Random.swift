extension GoRegexpCase {
    /// Patterns, texts and templates from a seeded generator, with what Go 1.19 makes of them.
    static let random = table(
        #"""
        k(?\{0[}¦!invalid-perl-syntax
        \W|b+?|(?P<n533875>(?:[\pN_]){1,3})¦aÉb _AKbBabſΣ¦<$n$1-$1-¦a<--<--<--<_-_-A<--<--Ba<--<--<--
        ␤?\W(\x61$s+?)¦aB/ _σ-b.σ ¦$1x¦aB/ _σ-b.σ 
        ^\b{1,3}||\x6*1|ab]+¦!invalid-escape
        \s\W*?¦aσcb/-ÉB/¦$1-${0}¦aσcb/-ÉB/
        é{1,}?ab??1*¦É-σσ.cςa¦$9${$1x¦É-σσ.cςa
        (?-i:^+)[\pN_]+?¦BΣ/aba¦${1}x$n$n${1}x¦BΣ/aba
        (?:(?m:K\x{e9}|-){0,2}?)¦kéébKa1ſ¦>$$3$3¦>$3k>$3é>$3é>$3b>$3K>$3a>$31>$3ſ>$3
        s[[:alpha:]]\PL\W¦.Bbac¦$2${1}$1x¦.Bbac
        é?ab(?i:\p{Lu})?¦k/σſabΣςaſ¦$$${$1$2¦k/σſ$${ςaſ
        ,?}¦é-a␤1a1K¦$$$$$1-¦é-a␤1a1K
        [^\W]+(?s:\x61)_¦_-¦><<$¦_-
        (?s:(c+?|)é??\s*){0,}sK\x{e9}{2,4}¦bB日␤␤bbaK1¦${1}$$2$9¦bB日␤␤bbaK1
        sk?é\p\Q+a.\E*?¦!invalid-class-range
        -{¦日¦<${1}x¦日
        \z*k*?\x{e9}s(?s)¦_ Kccs/Bcé¦${1$2¦_ Kccs/Bcé
        [^[:^upper:]][\D][a-c]+[a-c]+¦AA/ΣaσΣ¦${¦AA/ΣaσΣ
        s\B*?|S\z[^a]]{2}¦b¦${x$1$1x¦b
        [ab]b|[^\W]\d[^\W]A{0,3}?¦éaKkséσ  aA¦$$9${0}¦éaKkséσ  aA
        [\pN_]¦ ak.Bb␤␤¦$3¦ ak.Bb␤␤
        \p{Lu}?(?s)[^[:^upper:]](?s:$)|^¦b.kaaK¦${0}${éx¦${éxb.kaaK${éx
        \z¦K_abΣcſBAabÉΣ_ς¦$1$¦K_abΣcſBAabÉΣ_ς$
        \S?a?s{2,}(?P<n450757>[^a]␤{3})¦日σσ日Bς -¦$0¦日σσ日Bς -
        \PL+(?U:\A(?P<n320118>ab(?i)))*?a*¦-σ_K¦>$9$2¦>σ>K
        \141+?¦ςA␤␤AÉabAcςſςσ¦$¦ςA␤␤AÉ$bAcςſςσ
        [^\Wb??\{Ll}{\,}¦!missing-bracket
        \w\pL\P[{l}+?[^a]¦!invalid-class-range
        \b¦K .cσab日日Éab␤ba¦$9$n$2é¦K .cσab日日Éab␤ba
        ␤(i-s:␤{1})*?\A¦abſK1cÉb¦$n$1x$n¦abſK1cÉb
        \Wσ{1,}\K+¦!invalid-escape
        \d{0,}\s(?i:b)?(?-i)\x{e9}¦sé-.__bc-␤é¦x$3>$1x¦sé-.__bc-x>
        [a-c]*\z|¦K..¦$x¦K..
        \B[a:c]¦kBéKaKK1 K¦${0}$9x¦kBéKaKK1 K
        (+?␤{1,}¦!missing-repeat-argument
        \w|\x61([^[:^upper:]])a(?i:\pL/)¦bkſcΣa/caKſſa¦>é$1x¦>é>éſ>éΣ>é/>é>é>éſſ>é
        \w{0,}é??\pL||¦aA_日kk日b-Bσ¦${1$1x${1$0¦${1${1aA_日${1${1kk日${1${1b-${1${1Bσ
        1b\z?(?-i:\P{Ll}|{1,}?[\D]{2,}?\b)¦!missing-repeat-argument
        [k-s]??(?i)σ{2}¦¦$0¦
        a+(?U:\x{e9}+?\d(?i:\PL|{0,2}?\pLa)){2,}¦!missing-repeat-argument
        \s|^{2,}?([\pN_]\s\s{2,3})s|¦kKc日éσk¦$1x¦kKc日éσk
        (-s¦!missing-parenthesis
        \p{Lu}{1,}?|¦aΣké¦é¦éaékééé
        ab¦/¦$1xx$1x¦/
        [^a]*(b[^a]\S[a-c]*)|¦Σ__éa_σ¦$1$0é¦Σ__éa_σ
        (^(?:$[\pN_]|^*?))*?¦b_.B日日kσaab¦$1x${>¦${>b${>_${>.${>B${>日${>日${>k${>σ${>a${>a${>b${>
        1¦É1b¦>¦É>b
        \A?¦kab¦$n${0}${1}x¦xkxaxbx
        (\141?)¦éa ¦x¦xéx x
        [ab]+(?-i)[\D]{2,}?¦cς¦$3$2¦cς
        (?i-s:b[^\W])(?i-s:K␤1|){0,}?1[^b-d]*¦¦${$0>¦
        \Qa.[\E+?|(?\x-i:$)¦!invalid-perl-syntax
        [\pN_]??¦Béabς--AB/é¦$1-¦-B-é-a-b-ς-----A-B-/-é-
        -B¦ſab日kσ¦$0$1-¦ſab日kσ
        \d*?¦ab_saba¦$$$1$1x<¦$<a$<b$<_$<s$<a$<b$<a$<
        É*¦éab ababB 1 cς¦$$${1}x¦$xé$xa$xb$x $xa$xb$xa$xb$xB$x $x1$x $xc$xς$x
        .*\PL{0,1}?c*?a¦ ¦$n$1-¦ 
        (é\PL)[^\W]\P{Ll}{0,2}¦a. cσσ¦$9$0¦a. cσσ
        w¦É bσ¦$0¦É bσ
        \p{Greek}{1}σ\b¦Aab1¦${1$2¦Aab1
        \x{e9}{2,3|}¦ sBaBaK¦${1}x$${0}$1-¦ sBaBaK
        \PL[^[:^upper:]]¦ BÉ日ςab_Aς_日1_¦${1}¦É日ςabς_日1_
        |?[^a]{1,}[^b-d]*¦!missing-repeat-argument
        1[k-s]+?\p{Greek}+?|\z\W*?^*¦bkk¦$2$n${¦bkk${
        a|\W*¦a_/ /.aςsAſ¦${$n${${¦${${${_${${${${${${${${${s${${${A${${${
        éb¦bÉéabbKabKa¦$0$3$2$1x¦bÉéabbKabKa
        \d\z\x{e9}{1,3}A*?¦¦$$${1é¦
        [\pN_]\A¦1ς-ſabKcbb_ÉK¦>é$n$n¦1ς-ſabKcbb_ÉK
        É1-|¦Ac日 ␤B¦$0${1$9${1¦${1${1A${1${1c${1${1日${1${1 ${1${1␤${1${1B${1${1
        \p{Greek}?[\D]??1¦BB¦$0¦BB
        é_|K[[:alpha:]]+¦É.é ςa日Σac-Bab¦${1}x¦É.é ςa日Σac-Bab
        b*|[k-s]¦ſbb日¦$n$1¦ſ日
        (?i:\p{Lu}^\W]*){3}¦ab¦${$1-$n¦ab
        [\D]+_(?m:\Bk)¦KσabAAB␤K-BéK¦$3$0¦KσabAAB␤K-BéK
        é{0}[^[:^upper:]]¦Σbssa.Σaa¦$2${1}x¦Σbssa.Σaa
        /|¦a␤11_ςab_ςcab¦>$1-$1-¦>--a>--␤>--1>--1>--_>--ς>--a>--b>--_>--ς>--c>--a>--b>--
        \w*?b¦1cs␤σ¦${1}x$2${1}$1x¦1cs␤σ
        ^[\D][ab]c¦σab␤ςÉ日b.1Aς/¦<¦σab␤ςÉ日b.1Aς/
        ^*(?i)\d{0}¦/kΣ1B__éKabaa¦$3$9é¦/kΣ1B__éKabaa
        \P{Ll}(?U)¦a-a¦<é$9¦a<éa
        $+?.|{1P}?¦K␤¦é$9${0}¦K␤
        [^[:^upper:]]?||[^a]{2,2}\w{0,0}c¦-a---aΣÉσb_¦$9$1x$1-¦---a-------a-Σ-É-σ-b-_-
        \p{Grek]?(?s)(k[^b-d]|){0}¦!invalid-class-range
        \x61\P{Ll}¦ſKK¦$2${1}¦ſKK
        k\?(¦!missing-parenthesis
        [^a]*(?P<n250489>^??|){0,1}¦A␤k¦${1}¦
        [^b-d]*?|¦ςsσ¦${1}x$${0}${1}¦x${0}ςx${0}sx${0}σx${0}
        b(?i)k|(?i:\Wc{0,}?||\d\d$k)\x{e9}¦b日ÉBK␤Σab日K␤a¦$2¦bBK␤Σab日K␤a
        é{0}¦¦$1-¦-
        [ab]|-*?a|1¦s¦$$¦s
        (?s:[^\W]?(?m:Aσ{0,3}?^+?)+)¦Éab-日c_/¦$1$0¦Éab-日c_/
        \w¦ ς/日σKs/Kb-日¦$3<¦ ς/日σ<</K<-日
        é{0}\Qa.\E(?-i:[k-s]+?[\D])¦¦$1-$n¦
        ␤*/+[^\W]\s¦␤¦é$x$1-¦␤
        \PL(*?P<n778382:c+[ab]$+?\x61(?U))?s¦!missing-repeat-argument
        É|\wA*||k|ab{0}(?i)b¦aςb1ſ ¦$$$n<$3¦$<ς$<$<ſ$< $<
        (?m:(?s:\B?\p{Lu}{1,2}[\pN_]){0,}?)*?\A¦/abσa␤a¦>${1}x$¦>x$/abσa␤a
        c+[[:alpha:]]\A¦ééK日KÉéaaaéſb¦$x$2$1x¦ééK日KÉéaaaéſb
        \p{Lu}+?␤[\D]*¦¦$$1<$1x¦
        ab$(?:-(?U:\s))A|(É)\Qa.\E.*?¦-K¦$3$0$1x¦-K
        [ab]é+|\W¦ſk¦${éé$n¦${éék
        (?i-s:[ab]{1,}?)\pL¦Kabc/1/Kςς¦$1$0$1x$0¦Kababc/1/Kςς
        \z\sc¦bccſb.éσſéK¦${1}>¦bccſb.éσſéK
        \14[*?¦!missing-bracket
        a+?¦b_abKabÉ␤ab␤¦${1}x$x¦b_xbKxbÉ␤xb␤
        \x{e9}*?(?U:((?i-s:\S)){0,2}?\A{0,1}?)+¦ÉKΣ._Aabσ-KAΣſ¦${0}$2$n¦ÉKΣ._Aabσ-KAΣſ
        \p{Lu}\Qa.\E{3}¦ſ日babΣ-ΣccÉbÉ¦${1>¦ſ日babΣ-ΣccÉbÉ
        \w\s*\x{e9}*¦日Ésab_-σK-¦>${0}$3¦日É>s>a>b>_-σ>K-
        [^a][[:alpha:]]{3}¦Kbabéa¦${1${1}x¦${1xéa
        \x61?É{1,2}?\B\Qa.\E¦as¦$¦as
        k¦日baK-Aς AK-¦x¦日baK-Aς AK-
        [k-s]¦cK_ςBσsbccK¦$0¦cK_ςBσsbccK
        +s\x{e9{}.*¦!missing-repeat-argument
        [[:alpha:]]+\S¦¦${x$<¦
        .+?P¦/.日␤c1sa¦x¦/.日␤c1sa
        \[:pL[[:a]pha:?][\D]*a??¦/ς.K¦$1$0>¦/ς.K
        /|^\^W]{1,3}\P{L}K¦c ab -σ␤1Aab-ſc¦<¦c ab -σ␤1Aab-ſc
        \w?a(?i:\b(?P<n504672>b|\P{Ll}))/¦/KςÉ_  É-¦${1$9$2$¦/KςÉ_  É-
        é+?¦日 Σ¦$$$2¦日 Σ
        É*([a-c]\P{Ll}{1}|-+)[k-s]¦日_σébbabk-¦${${1¦日_σébbabk-
        (?i-s:|\S??[^\W]é)\x61??¦σb¦<$n$1x$9¦<σ<b<
        \x{e9}|ab|[k-s]\s{0}\s|?¦!missing-repeat-argument
        \PL??1¦bbKA ␤1¦$0$1$9¦bbKA ␤1
        K\P{Ll}*|[ab]?\d(?:b|(?m:b*?))+?s¦¦$9$2$9$n¦
        K+?¦sBA/ ascſ¦$9${1}${1}¦sBA/ ascſ
        \P{Ll}{1,3}?[a-c]{0}\x61{0,}¦-_ςs_kςabb_ac¦$0${1¦-${1_${1ςs_${1kςabb_a${1c
        (?i:[-\W]+?\Wb{1,3}?)(?m)¦_aKaſaÉ¦${1}x$0${x¦_aKaſaÉ
        [a-c]\B{2,2}[^a]*(?s)¦ab␤1b-b1¦$1-$3${1$9¦-${1
        [a-c]*(?-i:a\W??)?\P{Ll}-¦s␤a/日A.ςKaa¦${1$2${1}¦s␤a/日A.ςKaa
        _¦éÉσb␤/_1¦x¦éÉσb␤/x1
        ␤{2}¦Σé._␤é¦$$$1x¦Σé._␤é
        \x{e9}|␤*¦Éς_␤K-écſ日ς日日¦é¦éÉéςé_éKé-écéſé日éςé日é日é
        \A¦c.ςaKbÉBc_¦>¦>c.ςaKbÉBc_
        c{0}[^a]\Qa.\E\S¦-Kc¦xé${1¦-Kc
        *(\S)*?¦!missing-repeat-argument
        \W[\pN_]/\x{e9}¦¦$$$1-${1}¦
        \A*(?-::[^a]*)¦!invalid-perl-syntax
        s{2,}?(\P{Ll}{1,}?)c|¦ é cA/ ¦$n${1}x¦x xéx xcxAx/x x
        (?i:a)(?i)¦aſÉσ␤¦$9<¦<ſÉσ␤
        é|\w$??(?-i:((?i-s:\PL|)))*\141¦ÉKsé日¦$n${0}${1¦ÉKsé${1日
        \w(?:\dK{0,}(?i:\x{e9}$[^a])?)\B(?m)¦abé¦$1-¦abé
        (?m:c)a[^\W]_??¦KcabςkAaς 日_A¦$2¦KςkAaς 日_A
        \z*?¦.ababaaÉ-ΣbſkK␤¦$0$9¦.ababaaÉ-ΣbſkK␤
        [ab]+?é¦-caσc¦$1xx${1${1¦-caσc
        \B*\z|¦a.σs_1␤¦<¦<a<.<σ<s<_<1<␤<
        Ks*\p{Greek}¦éb/¦é$9$0$1x¦éb/
        1+(?U)¦a日s_bb/bK日¦<¦a日s_bb/bK日
        (1\p{Greek}\w)¦σ_éKa.kBa¦$2$n$9¦σ_éKa.kBa
        ¦␤béa␤Σaé¦x$1-$n¦x-␤x-bx-éx-ax-␤x-Σx-ax-éx-
        \x{e9}?¦ς.É_/a¦${1¦${1ς${1.${1É${1_${1/${1a${1
        (?s:σ{+1,2}){1}\Qa.E??a¦Σ1_¦$$${1}$$¦Σ1_
        \Qa.\\E{0,1}¦É日B¦$0$¦É日B
        (?m:\Qa.\E\x{e9})¦日-bs É1aa¦<$1x$1-¦日-bs É1aa
        ␤c*?[^[:^upper:]]*?É¦kσ/Bςk.ſσabab¦${1}$3${1}>¦kσ/Bςk.ſσabab
        (?:[k-s]a)??\Qa.\E??¦b-␤abK¦${0}$9¦b-␤abK
        [^[:^upper:]]s-¦-b.1/b¦${1}¦-b.1/b
        \14P*?]b{1,}?_+\PL¦Ka_b.σkbς-¦${1¦Ka_b.σkbς-
        \x{e9}+?¦ab.¦$0$2$1¦ab.
        [k-s]*?¦kσéKkΣ_Aσb ¦>¦>k>σ>é>K>k>Σ>_>A>σ>b> >
        (?s:|_${0,}\pL)s|¦1 B日aK-¦$$2$2¦$21$2 $2B$2日$2a$2K$2-$2
        |¦Kbcc.ccb␤ab1¦$0$0x¦Kbcc.ccb␤ab1
        \b?|(?i:\pL\x61(?:\W??\x{e9}1*))\z*?¦AB¦$1-¦-A-B-
        ¦BΣ/s␤ab¦$n$2${0}¦BΣ/s␤ab
        K|¦K日¦$1${${¦${${K${${日${${
        σ.??c¦Σ-¦$¦Σ-
        ?m:KÉ+?|\p(?i:.␤+␤+?[k-s]|a|*?|)*)¦!missing-repeat-argument
        (?-i:(\B[^\W])É)|.??[^b-d]\w[\D]¦KςKcKés¦$3>$x¦>Kés
        (?i:b-*\141?{0,0\A¦!missing-parenthesis
        a?¦A.-aΣ␤s_Σ¦$n$2$1¦A.-Σ␤s_Σ
        ][\pN_]A^*¦σa␤␤aſ日 c_␤/¦$$${1}x>¦σa␤␤aſ日 c_␤/
        b{0,2}?|?␤??¦!missing-repeat-argument
        [σ1¦!missing-bracket
        ^*\w(?-i:\141(?-i)\B\B(K))¦ABΣBéKb_-日cB¦$1-é$2$1x¦ABΣBéKb_-日cB
        ${1,3}(?i:(?s:\s[^\W])??)*?¦abBbÉkAabks␤Σab.¦$3${1}¦abBbÉkAabks␤Σab.
        (é{0,}\A)*(?:(σab\SA{1,})*?)[\D]¦ſ_c .a¦<$$${1}x${1}¦<$x<$x<$x<$x<$x<$x
        1[a-c]{1,1}[\pN_]¦日.s_¦${0}$${1}x${1}¦日.s_
        (i:[ab]<)¦ sbÉK日ak¦>¦ sbÉK日ak
        +\p{Gr[ee,}¦!missing-repeat-argument
        \B(?m)k\p{Greek}¦AſbKkſ¦$1-é¦AſbKkſ
        [a-c](?U)¦1¦${1}x${1}x$1x$3¦1
        (?-i:\w*?b*)[^a]*|É+?|\141^{2,4}¦日Σaks1␤¦$1é¦a
        \x{e9}+[\pN_].{1,3}?¦a␤BkKςςKKſ¦x$1x${¦a␤BkKςςKKſ
        [k-s]¦Aa kc¦é$1-$1${1}¦Aa é-c
        \Qa.\E(?i-s:\A)¦éab-ſ␤cab¦$¦éab-ſ␤cab
        [[:alpha:]]{1,1}?\PL+|+?A??¦!missing-repeat-argument
        b[^[:^upper:]]¦a1K¦$1¦a1K
        [^a]{0,3}?¦ςaAſabBkbſé¦x¦xςxaxAxſxaxbxBxkxbxſxéx
        σ\pL\z\141|^K[^b-d]¦É/ςK/ς日--日A/c¦x¦É/ςK/ς日--日A/c
        é{1,}\x{e9}\P{Ll}*?\pL+?¦ſ/_aba-/cς1日¦<$1x¦ſ/_aba-/cς1日
        (?-i:\A{1,2}?)¦Σ¦${1¦${1Σ
        \{1{,?¦abkſ_c-1a¦$0$$$0¦abkſ_c-1a
        (?m:[\D]\z(?i:ab\B?.c)+?)¦¦>${1}$n${1}x¦
        [ab]K{2,4}¦ab Aσaas¦$¦ab Aσaas
        \PL?\P{Ll}??|¦ /-KÉBb/B_¦${$$$9x¦${$${$${$K${$É${$B${$b${$B${$
        a\z*[\pN_]\A¦ sab_␤_abb/ab¦$9é¦ sab_␤_abb/ab
        (?i:\p{Greek})$¦acBa_sςσKbk¦>$$n¦acBa_sςσKbk
        \w[:-[]¦KKa¦${>${1é¦KKa
        [k-s]¦1日σA.éAB¦$1-$$1x$0¦1日σA.éAB
        ||\b+?-\Qa.\E{2\x}¦!invalid-escape
        \z(?i-s:[\D](?:ca}))*¦-␤¦${1}$1$$9¦-␤$9
        (+?U:(?U:^+?||a*|)\w1(\S$)*){3}\s.(?i)¦!missing-repeat-argument
        )¦!unexpected-parenthesis
        [ab\p{Greek}?<¦!missing-bracket
        ^{1,3}?|¦Bs日kAkb ςs¦<¦<B<s<日<k<A<k<b< <ς<s<
        \W\S{2,}?\p{Greek}é¦KkbΣKsbab//KÉb¦${1¦KkbΣKsbab//KÉb
        ^+?(\d\PLA){2,}?$+?\pL¦1ςKacKbKςk ␤¦${0}$n${1<¦1ςKacKbKςk ␤
        \d\[11*\P{Ll}\PL*¦b¦$3$2$1-$0¦b
        [a-c]\w(?m:[[:alpha:]]+?|\pLA\Qa.\E.)¦AAbbΣσ␤¦<¦AAbbΣσ␤
        (?s:(?-i:σ)?)[^a]*?s*?/¦.acΣscAkc¦$0$${1}¦.acΣscAkc
        (\x61|)?¦AKſ.11¦$3$9¦AKſ.11
        1\P{Ll}?a{1,}¦--ca1日Bc/aK日σ¦$9$$<${¦--ca1日Bc/aK日σ
        a|É{1,}[\D]*?\W{0}|¦aAſ␤c¦${1¦${1A${1ſ${1␤${1c${1
        \A+?|(?s:(?m:\x{e9}??|é+?[^\W]?\d\pL))?¦s_11AKa 日KÉ¦>$9$$$0¦>$s>$_>$1>$1>$A>$K>$a>$ >$日>$K>$É>$
        \p{Lu}([a-c](\d\x{e9}[[:alpha:]]|)+?)¦Σc bBΣ/ Kc_-¦$n¦ bBΣ/ _-
        a|\z\W[ab]¦-é..¦$n$9$9$$¦-é..
        (?i:(?:\pL[^b-d]|\x61??){1})¦bς bs1/céabkaba¦${1$n¦${1 ${11${1/${1a${1a${1
        [^[:^upper:]]|¦sſb kſbK日K¦<¦<s<ſ<b< <k<ſ<b<K<日<
        (?+-i:(?:\w\W)??[^[:^upper:]]\w␤)¦!invalid-perl-syntax
        \p{Lu}{2,}?|[a-c]\d(?i)¦bKσ-Σ 日Σbab¦xé¦bKσ-Σ 日Σbab
        \Qa.\E¦/ /kςK Kſ1¦${1}$3¦/ /kςK Kſ1
        é^¦a-ÉaÉ-é_bkςba¦<$0${1¦a-ÉaÉ-é_bkςba
        \d[k-s]¦¦$0${0}$1¦
        bK{1}¦ KaBσσ日¦$1${1}é¦ KaBσσ日
        \b\z¦ éa¦$$$1-¦ éa$-
        [ab]-[^b-d]c¦_é¦$0${1x<¦_é
        [ab]{1,}?\d\p{Lu}[^[:^upper:]]+¦¦$2$9é$¦
        \b\x61+¦日baA␤.Éſ_bK-k¦${$3${0}>¦日baA␤.Éſ_bK-k
        s(?i-s:[\D]?c)\ba{0}¦K_c¦>é¦K_c
        (?s:(?m:\x{*9}\PL\x61)σ)¦!invalid-escape
        ␤\p{Greek}b¦ss_ςÉ.¦$9é¦ss_ςÉ.
        \x61\B(c)A?|K?¦AA1ς日é-ſb¦$2$9<é¦<éA<éA<é1<éς<é日<éé<é-<éſ<éb<é
        A¦K¦$9¦K
        s+(b|)*a¦kΣſ¦${1}x¦kΣſ
        \zb(U}}\pL¦!missing-parenthesis
        [\pN_]\S¦b␤KςabbésB-b¦$1x¦b␤KςabbésB-b
        \x61\x61¦日ÉaΣ-.._σ/bb¦$9$2¦日ÉaΣ-.._σ/bb
        \141+¦bAς␤._kb ab.¦$n$2¦bAς␤._kb b.
        (?:\p{Lu})*¦¦$0$n$0¦
        \B[ab]\p{Lu}b¦a¦$1é${é¦a
        [\D]\PL(?U:k{1,1}?\p{Lu}*){0,2}?[a-c]¦ς日Σ1σb¦${0}$2$1x¦ς日Σ1σb
        ,*?¦  ./ÉK¦<$2$1x$9¦< < <.</<É<K<
        .¦aaKΣ¦${0}x¦axaxKxΣx
        [[:alph):]]+¦!invalid-class-range
        /s|␤\P{L[:l}:2,]?¦!invalid-class-range
        (?U:[^\W])*?[^\W]{0,2}/-¦A_s-1-ς日ksBK¦$né${${1¦A_s-1-ς日ksBK
        \p{Lu}\s[^a]*?¦k¦$1-$2<$3¦k
        c)\z¦!unexpected-parenthesis
        $\b(?i:A*[^b-d(\\p:${2,4}sa{1,1}?)(?-i))+¦!missing-bracket
        |¦日_.k¦$9¦日_.k
        A(?s:\A+a?(?-i:[k-s][[:alpha:]]))?[\pN_]¦ab1ÉbcbK k/c-a¦x¦ab1ÉbcbK k/c-a
        \p{Lu}{2,}[^a](?s)||¦a.ΣaKsςK-σ1σ¦$9$n¦a.ΣaKsςK-σ1σ
        \S{2,3}␤*_??(?P<n,3983:5>[a-c])¦!invalid-group-name
        ␤$*b¦K¦>¦K
        (?i:\p{Lu}\z{0,3}?){1,1}?[^a]σ[k-s]|¦ſΣΣÉabÉς¦${1}$1x¦ſΣΣÉabÉς
        ([\D]b\S\S*(?s))\Qa.\E\b¦kς_abbc1a-Ksab¦$1x¦kς_abbc1a-Ksab
        [^b-d]\x{[:e}s*a{0,}¦!invalid-escape
        .1??(?U:(?-i:\w*\A))¦_kσ1aΣ_/ Σk¦x$0¦_kσ1aΣ_/ Σk
        b\P{Ll}|[^a]+?¦␤日ςB¦${1¦${1${1${1${1
        \x61?¦Ksc¦<>¦<>K<>s<>c<>
        (?i-s:k\B\W{0,}?)|\Qa.\E¦aſ_1σ ¦$9¦aſ_1σ 
        a$+¦aécK¦$1$$<$¦aécK
        (?:ab{1|1}?(?\1:\pL|)*)\w{2}¦!invalid-perl-syntax
        \d\d(?m)[k-s]|/{0,}?¦kΣ¦$1x${¦${k${Σ${
        A{2,3}¦éA _A日¦<$n¦éA _A日
        s(?m:(?U:A\z?)*?c?É*|*)??¦!missing-repeat-argument
        b*?K¦日.//-Ak¦$2${1$9$0¦日.//-Ak
        [^a]{1,2}?[\pN_]É*(?U:é*)+?¦Bab ς¦$n$<é¦Bab ς
        (?s:\x{e9}*a)σ\s{1}\141¦日.Σbς1BBabA¦${¦日.Σbς1BBabA
        ((?:\s_)\W(?-i:[^a]*?[k-s])\pL{1,1})¦kbkBaΣK¦$1é$0${1}¦kbkBaΣK
        \w{1,}?[^a]$\Qa.\E¦éé¦$3x$2¦éé
        (?m:\w␤(?i:[^[:^upper:]])*(?m)(?i:/))¦AK aab␤¦$0¦AK aab␤
        b¦ababKÉ¦$1-¦a-a-KÉ
        .+\Qa.\E[:?b¦!missing-bracket
        (?i:(?i:[a-c]||\p{Lu}+?[^\W])*?)¦B 1ékcb¦$0${1}x$$$2¦x$Bx$ x$1x$éx$kx$cx$bx$
        ␤{1,}¦␤KK/Éaé¦$1x¦KK/Éaé
        \W\x61[ab][ab]¦ÉB_cΣ日k-cabk/A¦$1-$¦ÉB_cΣ日k-cabk/A
        [k-s]\x{e9}*?|\W¦K␤ÉsAςb. ¦$1-${0}$1-$1¦K-␤--É--s-A-ς-b-.-- -
        .\P{Ll}(?s)¦b-abB␤¦$n$3¦a␤
        \x{e9}-(?:^{1,3}^␤{1}||[\pN_])*?¦_¦>${1}$1-¦_
        K¦KK_¦é${x¦é${xé${x_
        \p^¦!invalid-class-range
        (?:_^b-d]+[\pN_]é{0,}?¦!missing-parenthesis
        /b{0,1}?k¦¦${1}x${1}x$1x$$¦
        \PL¦bA␤aaσ-KA¦$1x$$¦bA$aaσ$KA
        a[\pN_]??K{2,}¦Éa//σ日ÉB./.¦${0}$0é¦Éa//σ日ÉB./.
        k{0}[^[:^upper:]]??[k-s]+?K|K^É|¦Σ日kσſc1BKς¦$1-$1-$2¦--Σ--日--k--σ--ſ--c--1--B--K--ς--
        \pL+?b|\A(?i-s:[k-s](???\)*b{1,1}?¦!invalid-perl-syntax
        A?é¦日cb.abaab¦$2é>¦日cb.abaab
        b??¦¦>$3$2$n¦>
        É\P{|¦!invalid-class-range
        a¦_ſaBcς/A1␤日¦$$${1¦_ſ$${1Bcς/A1␤日
        \w¦bé¦${1}$1-¦-é
        s??(?U:(?s:-*?\z+)\pL1)\W¦abſÉ aBkcKb¦$$1$$$9¦abſÉ aBkcKb
        É{0,}|\b\d[[:alpha:]]{0}¦abſbabKéAK¦${1}xx$2$1¦xxaxxbxxſxxbxxaxxbxxKxxéxxAxxKxx
        \x61\*¦/sσcs1kab日/␤Aa¦${¦/sσcs1kab日/␤Aa
        _¦ſ ¦${1¦ſ 
        _¦¦é¦
        \141¦AcAca¦$$$n$1-${0}¦AcAc$-a
        ¦/b/Σc¦${0}é¦é/ébé/éΣécé
        c+¦σ¦${1}x$1-$¦σ
        b??é¦_ςbσſ_¦$é$9¦_ςbσſ_
        [ab]¦¦${0}$$¦
        [ab][k-s]*\P{Ll}*?¦c.Σab␤σB日Éσ ςab¦${1$2¦c.Σ${1${1␤σB日Éσ ς${1${1
        _[\pN_(?]+?(p|Greek}{2}¦!missing-parenthesis
        (?s:\p(\PL{2,}K)$+?|A)|\P{Ll}[\pN_]{3}¦!invalid-class-range
        ab\x{e9}[[:alpha:]]{0,1}¦¦é$n>${1}x¦
        [a}b]¦bab¦$2${1$n¦${1${1${1
        [|[:^upper:]]{1,3}?Qa.\E{1,}?|\?L\S¦!invalid-escape
        \B?\pL¦_σ-ſ /1¦${1}${0}>¦_σ>-ſ> /1
        1[\pN_]_{3}¦sb_AAςς-Σ¦$1x$$${1}¦sb_AAςς-Σ
        [ab]{00}¦¦${$n¦
        (A+?a+)|(\A\dc{1,3}?)*¦é. éébaabaK¦$1-$2${1}xx¦-xxé-xx.-xx -xxé-xxé-xxb-xxa-xxa-xxb-xxa-xxK-xx
        \141¦ÉKKsabKc¦${1}$1x$n$$¦ÉKKs$bKc
        [a-c]¦ ab-¦${1}$9$3¦ -
        [^a]k(?U:/(?-i:[a-c]?\B)*[k-s]{0,2})|\pL¦K␤Σ¦$9${1}x${1}¦x␤x
        é*^*[^b-d]{0,1}?a{1}¦¦$$$1¦
        {-<]¦b¦x¦b
        \P{Ll}¦s¦${1$1-éé¦s
        ^[^a]+^\s+¦σK. abBkAaabbac¦$1$3>$2¦σK. abBkAaabbac
        \p{Greek}(?s:\pL{2})(?i-s:_)¦¦${1}x$$¦
        b*\w\x61[^a]?|[^\W]ab*?σ??¦Éa日KÉb¦$$$3$1x${1¦Éa日KÉb
        [[:alpha:]]{1,}?\z¦日-σ_ςbAck¦${${1}x¦日-σ_ς${x
        \Qa.\E¦¦$3${1}xx¦
        b¦aabſς/b¦$${¦aa${ſς/${
        (?i:(?i:_)/??\P{1l}\p{L}+)[^*]{0,}?¦!invalid-class-range
        \p{Lu}\p{Lu}¦ K¦${1}$1$$$2¦ K
        (?U:é{0,1}[k-s]{0,}?|\A+?)+a{2,3}\14}¦basaſ¦${1$n¦basaſ
        \A?((?m:|*\d)c{0,}?b\A){1,3}?¦!missing-repeat-argument
        \141?(?i-s:\S*\B)¦Σ._␤aÉbcb σb¦x$$¦x$._␤x$b x$σb
        \p{Lu}{0,1}?¦K¦${0}${0}¦K
        -bab?k+¦-éςΣ.␤ΣA¦${0}$2¦-éςΣ.␤ΣA
        /*(?-i:)\p{Lu}¦bsBς␤É日¦${1${1}x$$$1-¦bs${1x$-ς␤${1x$-日
        [k-s]¦abab日¦é${1¦abab日
        _+\d??\p^{Lu}+?|¦!invalid-class-range
        \S(?i:\p{Greek})\pL+?(bs{2,2})¦BabÉKΣBσſKKk¦${1}x$2${1${1}¦BabÉKΣBσſKKk
        1[:alpha:]]␤*¦abAK-ab/B-_¦$0$3>$2¦abAK-ab/B-_
        [^[:^upper:]]*[[:alpha:]]|\b{1,}?\x61¦KK¦$2${1x$n¦${1x
        \1+1¦!invalid-escape
        a[\D]\S|\x61{1,1}\p{Lu}{0,1}?¦/¦$1x${1}¦/
        \x61{1,3}?|¦c␤Kcσ日K cs日¦$é¦c␤Kcσ日K cs日
        (?s:\x61*\b{1,3}?){0,0}b[\pN_]{1,3}^{0,}¦ _¦é$3é$0¦ _
        K(?m:\\s){0,1}?ab{2,}?\{d¦./sÉKé.¦$${1$3$1x¦./sÉKé.
        -+?||cb1¦KécK1ς¦${1}x¦xKxéxcxKx1xςx
        )^?¦!unexpected-parenthesis
        [\)]?s\d*?¦.¦$0$2$$1¦.
        \PL*\p{Lu}¦¦${1${1}$1¦
        ^*[\D]¦a.ΣςB-/k¦${$2${1}${¦${${${${${${${${${${${${${${${${
        $1*?$*(\d)||¦1kabskbKsſ¦$1$9$$$n¦$1$k$a$b$s$k$b$K$s$ſ$
        \p{Greek}\s(?:\z\PL??){2,}\x{e9}{1}¦bba.ÉK¦é$0>¦bba.ÉK
        k|(?U)¦¦$9$0$1¦
        """#
    )
}
