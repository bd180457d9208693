extension GoRegexpCase {
    /// Each construct that RE2's syntax page and Go's `Expand` have, with what Go 1.19 makes of it.
    static let documented = table(
        #"""
        (.*)¦busybox¦docker/$1¦docker/busybox
        (.*)¦library/busybox¦docker/$1¦docker/library/busybox
        (.*)¦¦docker/$1¦docker/
        (.*)¦a␤b¦docker/$1¦docker/a␤docker/b
        ^(.*)$¦library/busybox¦docker/$1¦docker/library/busybox
        ^(.*)$¦¦docker/$1¦docker/
        ^library/(.*)¦library/busybox¦hub/${1}¦hub/busybox
        ^library/(.*)¦rancher/rke2-runtime¦hub/${1}¦rancher/rke2-runtime
        ^library/(.*)¦x/library/y¦hub/${1}¦x/library/y
        ^rancher/(.*)¦rancher/pause¦prod-registry-mirror/rancher/$1¦prod-registry-mirror/rancher/pause
        ^rancher/(.*)¦Rancher/pause¦prod-registry-mirror/rancher/$1¦Rancher/pause
        (?i)^RANCHER/(.*)¦rancher/pause¦r/$1¦r/pause
        (?i)^RANCHER/(.*)¦RANCHER/pause¦r/$1¦r/pause
        a*¦baaac¦x¦xbxcx
        a*¦¦x¦x
        a*¦aaa¦x¦x
        a*¦b¦x¦xbx
        a*¦baaab¦x¦xbxbx
        a*?¦baaac¦x¦xbxaxaxaxcx
        a*?¦aaa¦x¦xaxaxax
        a+¦baaac¦x¦bxc
        x*¦abxd¦-¦-a-b-d-
        x*¦xx¦-¦-
        x*¦日本¦-¦-日-本-
        ¦abc¦-¦-a-b-c-
        ¦¦-¦-
        $¦abc¦/end¦abc/end
        $¦¦/end¦/end
        $¦a␤b¦/end¦a␤b/end
        ^¦abc¦start/¦start/abc
        ^¦¦start/¦start/
        ^¦a␤b¦start/¦start/a␤b
        (?m)^¦a␤b␤¦> ¦> a␤> b␤> 
        (?m)^¦¦> ¦> 
        (?m)$¦a␤b␤¦<¦a<␤b<␤<
        (?m)$¦a␍␤b¦<¦a␍<␤b<
        \b¦foo bar-baz¦|¦|foo| |bar|-|baz|
        \b¦é¦|¦é
        \b¦_a¦|¦|_a|
        \B¦foo bar¦|¦f|o|o b|a|r
        \B¦¦|¦|
        \B¦-¦|¦|-|
        \A¦aa¦x¦xaa
        \z¦aa␤¦x¦aa␤x
        (a)(b)?¦abaa¦[$1|$2]¦[a|b][a|][a|]
        (a)|(b)¦abc¦<$1,$2>¦<a,><,b>c
        (a*)*¦aab¦<$1>¦<aa>b<>
        (a*)*¦b¦<$1>¦<>b<>
        (a|b)*¦abab¦<$1>¦<b>
        (a*)+¦aab¦<$1>¦<aa>b<>
        (a*)+¦b¦<$1>¦<>b<>
        (|a)*¦aa¦<$1>¦<>a<>a<>
        (|a)+¦aa¦<$1>¦<>a<>a<>
        (a|)*¦aab¦<$1>¦<a>b<>
        (?:a?)*?b¦aaab¦<$0>¦<aaab>
        (a|ab)(c|bcd)(d*)¦abcd¦$1.$2.$3¦a.bcd.
        a|ab|abc¦abcabc¦<$0>¦<a>bc<a>bc
        abc|ab|a¦abcab¦<$0>¦<abc><ab>
        a{2,3}¦aaaaaaa¦<$0>¦<aaa><aaa>a
        a{2,3}?¦aaaaaaa¦<$0>¦<aa><aa><aa>a
        a{2,}¦aaaab¦<$0>¦<aaaa>b
        a{0}¦aab¦<$0>¦<>a<>a<>b<>
        a{0,1}¦aab¦<$0>¦<a><a>b<>
        (a){0}b¦ab¦<$1>¦a<>
        (a){2}{0}b¦!invalid-repeat-operator
        a{,2}¦a{,2}aa¦x¦xaa
        a{2¦a{2¦x¦x
        a{01}¦a{01}¦x¦x
        {¦{¦x¦x
        a{1000}¦a¦x¦a
        a{1001}¦!invalid-repeat-size
        a{1,1001}¦!invalid-repeat-size
        a{3,2}¦!invalid-repeat-size
        a{99999999999}¦!invalid-repeat-size
        (a{10}){100}¦a¦x¦a
        (a{10}){101}¦!invalid-repeat-size
        ((a{100}){10}){2}¦!invalid-repeat-size
        ((a{100}){0,1}){11}¦!invalid-repeat-size
        (a{500}b){2}(c{1000})*¦a¦x¦a
        a**¦!invalid-repeat-operator
        a++¦!invalid-repeat-operator
        a*+¦!invalid-repeat-operator
        a?*¦!invalid-repeat-operator
        a{2}{3}¦!invalid-repeat-operator
        a{2}*¦!invalid-repeat-operator
        a+?+¦!invalid-repeat-operator
        a***¦!invalid-repeat-operator
        *¦!missing-repeat-argument
        +a¦!missing-repeat-argument
        ?¦!missing-repeat-argument
        {1}¦!missing-repeat-argument
        (*)¦!missing-repeat-argument
        (?:+)¦!missing-repeat-argument
        a|*¦!missing-repeat-argument
        |*¦!missing-repeat-argument
        ^*¦a1]b-¦x¦xax1x]xbx-x
        $+¦a1]b-¦x¦a1]b-x
        \b*¦a1]b-¦x¦xax1x]xbx-x
        (?i)*¦!missing-repeat-argument
        a(?i)*¦a1]b-¦x¦x1x]xbx-x
        a*(?i)*¦a1]b-¦x¦x1x]xbx-x
        a\Q\E*¦a1]b-¦x¦x1x]xbx-x
        \Qab\E+¦a1]b-¦x¦a1]b-
        (?i¦!invalid-perl-syntax
        (?¦!invalid-perl-syntax
        (?)¦a1]b-¦x¦xax1x]xbx-x
        (?:)¦a1]b-¦x¦xax1x]xbx-x
        (?-)¦!invalid-perl-syntax
        (?i-)¦!invalid-perl-syntax
        (?i-s)¦a1]b-¦x¦xax1x]xbx-x
        (?-i-s)¦!invalid-perl-syntax
        (?--i)¦!invalid-perl-syntax
        (?ii)¦a1]b-¦x¦xax1x]xbx-x
        (?x)¦!invalid-perl-syntax
        (?i:a¦!missing-parenthesis
        (?>a)¦!invalid-perl-syntax
        (?#c)¦!invalid-perl-syntax
        (?P=n)¦!invalid-perl-syntax
        (?P>n)¦!invalid-perl-syntax
        (?P<n¦!invalid-group-name
        (?P<n>¦!missing-parenthesis
        (?P<n>a¦!missing-parenthesis
        (?P<>a)¦!invalid-group-name
        (?P<n-m>a)¦!invalid-group-name
        (?P<é>a)¦!invalid-group-name
        (?P<1>a)¦a1]b-¦x¦x1]b-
        (¦!missing-parenthesis
        )¦!unexpected-parenthesis
        a)¦!unexpected-parenthesis
        (a¦!missing-parenthesis
        ((a)¦!missing-parenthesis
        (a))¦!unexpected-parenthesis
        [¦!missing-bracket
        [a¦!missing-bracket
        []¦!missing-bracket
        []a]¦a1]b-¦x¦x1xb-
        [^]a]¦a1]b-¦x¦ax]xx
        [^¦!missing-bracket
        [a-¦!missing-bracket
        [a-]¦a1]b-¦x¦x1]bx
        [-a]¦a1]b-¦x¦x1]bx
        [a-b-c]¦a1]b-¦x¦x1]xx
        [b-a]¦!invalid-class-range
        [a-\d]¦!invalid-escape
        [\d-z]¦a1]b-¦x¦ax]bx
        [z-\x61]¦!invalid-class-range
        [[:alpha:]]¦a1]b-¦x¦x1]x-
        [[:foo:]]¦!invalid-class-range
        [[:alpha]¦a1]b-¦x¦x1]b-
        [[:^alpha:]]¦a1]b-¦x¦axxbx
        [:alpha:]¦a1]b-¦x¦x1]b-
        [[a]]¦a1]b-¦x¦a1]b-
        [\b]¦!invalid-escape
        [\Q]\E]¦!invalid-escape
        [\¦!trailing-backslash
        \¦!trailing-backslash
        a\¦!trailing-backslash
        \Z¦!invalid-escape
        \C¦!invalid-escape
        \e¦!invalid-escape
        \G¦!invalid-escape
        \K¦!invalid-escape
        \R¦!invalid-escape
        \X¦!invalid-escape
        \h¦!invalid-escape
        \q¦!invalid-escape
        \_¦a1]b-¦x¦a1]b-
        \-¦a1]b-¦x¦a1]bx
        \é¦!invalid-escape
        \8¦!invalid-escape
        \x¦!invalid-escape
        \x1¦!invalid-escape
        \xg1¦!invalid-escape
        \x{¦!invalid-escape
        \x{}¦!invalid-escape
        \x{110000}¦!invalid-escape
        \x{10FFFF}¦a1]b-¦x¦a1]b-
        \x{g}¦!invalid-escape
        \x{41¦!invalid-escape
        \0¦a1]b-¦x¦a1]b-
        \01¦a1]b-¦x¦a1]b-
        \012¦a1]b-¦x¦a1]b-
        \0123¦a1]b-¦x¦a1]b-
        \12¦a1]b-¦x¦a1]b-
        \18¦!invalid-escape
        \777¦a1]b-¦x¦a1]b-
        \400¦a1]b-¦x¦a1]b-
        \p¦!invalid-class-range
        \pL¦a1]b-¦x¦x1]x-
        \p{L¦!invalid-class-range
        \pl¦!invalid-class-range
        \p{^L}¦a1]b-¦x¦axxbx
        \P{^L}¦a1]b-¦x¦x1]x-
        \p{}¦!invalid-class-range
        \p{Foo}¦!invalid-class-range
        \p{Any}¦a1]b-¦x¦xxxxx
        [\P{Any}]¦a1]b-¦x¦a1]b-
        \Q¦a1]b-¦x¦xax1x]xbx-x
        \Qa¦a1]b-¦x¦x1]b-
        \E¦!invalid-escape
        \Q\Q\E¦a1]b-¦x¦a1]b-
        \u0041¦!invalid-escape
        (?=a)¦!invalid-perl-syntax
        (?!a)¦!invalid-perl-syntax
        \1¦!invalid-escape
        (a)\1¦!invalid-escape
        \k<n>¦!invalid-escape
        \d+¦v1.22-é٣¦#¦v#.#-é٣
        \D¦a1٣¦#¦#1#
        \w+¦a_1 é-b¦#¦# é-#
        \W¦a_1 é¦#¦a_1##
        \s¦a b␉c␤d e␋f¦#¦a#b#c#d e␋f
        \S¦a b␋¦#¦# ##
        [[:space:]]¦a b␋c␌¦#¦a#b#c#
        [[:alnum:]]¦aZ09_f-~ ␉é␡@[`{¦#¦####_#-~ ␉é␡@[`{
        [^[:alnum:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦aZ09#f##########g
        [[:alpha:]]¦aZ09_f-~ ␉é␡@[`{¦#¦##09_#-~ ␉é␡@[`{
        [^[:alpha:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦aZ###f##########g
        [[:ascii:]]¦aZ09_f-~ ␉é␡@[`{¦#¦##########é#####
        [^[:ascii:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦aZ09_f-~ ␉#␡@[`{g
        [[:blank:]]¦aZ09_f-~ ␉é␡@[`{¦#¦aZ09_f-~##é␡@[`{
        [^[:blank:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦######## ␉######g
        [[:cntrl:]]¦aZ09_f-~ ␉é␡@[`{¦#¦aZ09_f-~ #é#@[`{
        [^[:cntrl:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦#########␉#␡####g
        [[:digit:]]¦aZ09_f-~ ␉é␡@[`{¦#¦aZ##_f-~ ␉é␡@[`{
        [^[:digit:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦##09############g
        [[:graph:]]¦aZ09_f-~ ␉é␡@[`{¦#¦######## ␉é␡####
        [^[:graph:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦aZ09_f-~####@[`{g
        [[:lower:]]¦aZ09_f-~ ␉é␡@[`{¦#¦#Z09_#-~ ␉é␡@[`{
        [^[:lower:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦a####f##########g
        [[:print:]]¦aZ09_f-~ ␉é␡@[`{¦#¦#########␉é␡####
        [^[:print:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦aZ09_f-~ ###@[`{g
        [[:punct:]]¦aZ09_f-~ ␉é␡@[`{¦#¦aZ09#f## ␉é␡####
        [^[:punct:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦####_#-~####@[`{g
        [[:space:]]¦aZ09_f-~ ␉é␡@[`{¦#¦aZ09_f-~##é␡@[`{
        [^[:space:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦######## ␉######g
        [[:upper:]]¦aZ09_f-~ ␉é␡@[`{¦#¦a#09_f-~ ␉é␡@[`{
        [^[:upper:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦#Z##############g
        [[:word:]]¦aZ09_f-~ ␉é␡@[`{¦#¦######-~ ␉é␡@[`{
        [^[:word:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦aZ09_f##########g
        [[:xdigit:]]¦aZ09_f-~ ␉é␡@[`{¦#¦#Z##_#-~ ␉é␡@[`{
        [^[:xdigit:]g]¦aZ09_f-~ ␉é␡@[`{g¦#¦a#09#f##########g
        \p{L}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦#####́5Ⅷ½_-()!+$^© ␁­##
        (?i)[^\p{L}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦aBǅʰ日######ωЖqQ
        \p{Lu}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦a#ǅʰ日́5Ⅷ½_-()!+$^© ␁­ω#
        (?i)[^\p{Lu}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦aBǅ########ωЖqQ
        \p{Ll}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦#Bǅʰ日́5Ⅷ½_-()!+$^© ␁­#Ж
        (?i)[^\p{Ll}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦aBǅ########ωЖqQ
        \p{Lt}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aB#ʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Lt}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦##ǅ##########qQ
        \p{Lm}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅ#日́5Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Lm}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦###ʰ#########qQ
        \p{Lo}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ#́5Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Lo}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦####日########qQ
        \p{M}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日#5Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{M}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Mn}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日#5Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Mn}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{N}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́###_-()!+$^© ␁­ωЖ
        (?i)[^\p{N}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#####5#######qQ
        \p{Nd}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́#Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Nd}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#####5#######qQ
        \p{Nl}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5#½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Nl}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{No}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ#_-()!+$^© ␁­ωЖ
        (?i)[^\p{No}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{P}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½#####+$^© ␁­ωЖ
        (?i)[^\p{P}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦######_-(####qQ
        \p{Pc}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½#-()!+$^© ␁­ωЖ
        (?i)[^\p{Pc}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦######_######qQ
        \p{Pd}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_#()!+$^© ␁­ωЖ
        (?i)[^\p{Pd}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#######-#####qQ
        \p{Ps}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-#)!+$^© ␁­ωЖ
        (?i)[^\p{Ps}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦########(####qQ
        \p{Pe}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-(#!+$^© ␁­ωЖ
        (?i)[^\p{Pe}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Po}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()#+$^© ␁­ωЖ
        (?i)[^\p{Po}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{S}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!#### ␁­ωЖ
        (?i)[^\p{S}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#########+###qQ
        \p{Sm}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!#$^© ␁­ωЖ
        (?i)[^\p{Sm}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#########+###qQ
        \p{Sc}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+#^© ␁­ωЖ
        (?i)[^\p{Sc}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Sk}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$#© ␁­ωЖ
        (?i)[^\p{Sk}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{So}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^# ␁­ωЖ
        (?i)[^\p{So}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Z}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^©#␁­ωЖ
        (?i)[^\p{Z}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦########## ##qQ
        \p{Zs}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^©#␁­ωЖ
        (?i)[^\p{Zs}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦########## ##qQ
        \p{C}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^© ###ωЖ
        (?i)[^\p{C}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Cc}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^© #­ωЖ
        (?i)[^\p{Cc}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Cf}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁#ωЖ
        (?i)[^\p{Cf}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Co}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­#ωЖ
        (?i)[^\p{Co}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Cs}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Cs}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦#############qQ
        \p{Greek}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­#Ж
        (?i)[^\p{Greek}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦###########ω#qQ
        \p{Latin}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦####日́5#½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Latin}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦aBǅʰ#########qQ
        \p{Cyrillic}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ω#
        (?i)[^\p{Cyrillic}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦############ЖqQ
        \p{Han}¦aBǅʰ日́5Ⅷ½_-()!+$^© ␁­ωЖ¦#¦aBǅʰ#́5Ⅷ½_-()!+$^© ␁­ωЖ
        (?i)[^\p{Han}q]¦aBǅʰ日5_-(+ ωЖqQ¦#¦####日########qQ
        (?i)k¦kKK¦#¦###
        (?i)K¦kKK¦#¦###
        (?i)s¦sSſ¦#¦###
        (?i)[r-t]¦rRsSſtTq¦#¦#######q
        (?i)[^s]¦sSſt¦#¦sSſ#
        (?i)\w¦sſKé¦#¦###é
        (?i)\W¦sſKé¦#¦sſK#
        (?i)[[:^lower:]]¦aAſ1¦#¦aAſ#
        (?i)σ¦σςΣ¦#¦###
        (?i)ß¦ßẞss¦#¦##ss
        (?i)ᾳ¦ᾳᾼ¦#¦##
        (?i)i¦iIıİ¦#¦##ıİ
        (?i)ǆ¦ǆǅǄ¦#¦###
        (?i)straße¦STRAßE strasse STRAẞE¦#¦# strasse #
        (?i)\x{3bc}¦µμΜ¦#¦###
        (?i:a)b¦ab Ab AB aB¦#¦# # AB aB
        a(?i)b|c¦ab aB C A¦#¦# # # A
        (a(?i)b)c¦aBc aBC¦#¦# aBC
        (?i)a(?-i)b¦Ab AB¦#¦# AB
        (?s).¦a␤b¦#¦###
        .¦a␤b␍¦#¦#␤##
        (?s:.)(.)¦␤a␤b¦<$1>¦<a><b>
        (?U)a+¦aaa¦<$0>¦<a><a><a>
        (?U)a+?¦aaa¦<$0>¦<aaa>
        (?U)a*b¦aab¦<$0>¦<aab>
        (?U)a{1,2}¦aaa¦<$0>¦<a><a><a>
        [^a]¦a␤b¦#¦a##
        [\n]¦a␤b¦#¦a#b
        \Q.*\E+¦a.**b.*¦#¦a#b#
        \x{1F600}|\x41¦A😀¦#¦##
        😀+¦😀😀x¦#¦#x
        é¦é é¦#¦# é
        .¦é¦#¦##
        (?P<first>\w+)/(?P<last>\w+)¦library/busybox¦$last/$first¦busybox/library
        (?P<first>\w+)/(?P<last>\w+)¦library/busybox¦${last}x$lastx¦busyboxx
        (?P<1>a)(?P<01>b)¦ab¦$1 $01 $2¦a b b
        (a)(b)¦-ab-¦$¦-$-
        (a)(b)¦-ab-¦$$¦-$-
        (a)(b)¦-ab-¦$$1¦-$1-
        (a)(b)¦-ab-¦$1¦-a-
        (a)(b)¦-ab-¦$1x¦--
        (a)(b)¦-ab-¦${1}x¦-ax-
        (a)(b)¦-ab-¦$1_¦--
        (a)(b)¦-ab-¦$1-x¦-a-x-
        (a)(b)¦-ab-¦${1¦-${1-
        (a)(b)¦-ab-¦${}¦-${}-
        (a)(b)¦-ab-¦${1}}¦-a}-
        (a)(b)¦-ab-¦$-¦-$--
        (a)(b)¦-ab-¦$ ¦-$ -
        (a)(b)¦-ab-¦$10¦--
        (a)(b)¦-ab-¦$01¦--
        (a)(b)¦-ab-¦$é¦--
        (a)(b)¦-ab-¦${é}¦--
        (a)(b)¦-ab-¦$1é¦--
        (a)(b)¦-ab-¦$9¦--
        (a)(b)¦-ab-¦$0¦-ab-
        (a)(b)¦-ab-¦$00¦--
        (a)(b)¦-ab-¦$$$1¦-$a-
        (a)(b)¦-ab-¦$$$$¦-$$-
        (a)(b)¦-ab-¦a$¦-a$-
        (a)(b)¦-ab-¦$1$2¦-ab-
        (a)(b)¦-ab-¦${1x}¦--
        (a)(b)¦-ab-¦$999999999999¦--
        (a)(b)¦-ab-¦$123456789¦--
        (a)(b)¦-ab-¦\1¦-\1-
        (a)(b)¦-ab-¦&¦-&-
        (a)(b)¦-ab-¦$(1)¦-$(1)-
        (a)(b)¦-ab-¦${ 1}¦-${ 1}-
        (a)(b)¦-ab-¦$x¦--
        (a)(b)¦-ab-¦${x}¦--
        (a)(b)?¦ab a¦${2}x¦bx x
        [a-c]+?$¦abcab¦#¦#
        ^(?:a|b)+$¦abba¦#¦#
        ^(?:a|b)+$¦abca¦#¦abca
        (^|/)x¦x/x/ax¦$1y¦/ax
        (foo|foobar)(bar)?¦foobar¦<$1|$2>¦<foo|bar>
        ^((?:[^/]+/)*)([^/]+)$¦a/b/c¦$2|$1¦c|a/b/
        ^((?:[^/]+/)*)([^/]+)$¦c¦$2|$1¦c|
        ^(?P<a>[^/]*)/(.*)$¦library/nginx¦mirror-${a}/$2¦mirror-library/nginx
        ^(?P<a>[^/]*)/(.*)$¦a/b/c¦mirror-${a}/$2¦mirror-a/b/c
        ^([a-z]+)-([0-9]+)$¦abc-123¦$2_$1¦abc
        (a+)(b+)?¦aabbaab¦$2$1¦bbaabaa
        日¦今日は¦x¦今xは
        """#
    )
}
