"""Who counts as a political prisoner: the criteria sets groups use, as data, and what answers to them suggest.

Nothing here decides. A group decides; the answers and the suggestion stand beside its decision so that others can see
how it came about. Codes of criteria are the item ids of a recognition's `answers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from node.ledger.language import Labels, labels


class Effect(StrEnum):
    """What a yes means."""

    INCLUDES = "includes"  # one of them is enough
    REQUIRED = "required"  # without it nothing else counts
    EXCLUDES = "excludes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question answered yes, no or unclear; `grants` is the recognition class a yes speaks for."""

    code: str
    labels: Labels
    effect: Effect
    grants: str = "political_prisoner"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaSet:
    """A published set of criteria; `code` is a word of `criteria_set`, `reference` names the text."""

    code: str
    reference: str
    criteria: tuple[Criterion, ...]


def _includes(code: str, en: str, be: str, ru: str, *, grants: str = "political_prisoner") -> Criterion:
    return Criterion(code=code, labels=Labels(en=en, be=be, ru=ru), effect=Effect.INCLUDES, grants=grants)


def _excludes(code: str, en: str, be: str, ru: str) -> Criterion:
    return Criterion(code=code, labels=Labels(en=en, be=be, ru=ru), effect=Effect.EXCLUDES)


def _deprived(code: str) -> Criterion:
    words = labels("Deprived of liberty", "Пазбаўленне волі", "Лишение свободы")
    return Criterion(code=code, labels=words, effect=Effect.REQUIRED)


PACE_1900: Final = CriteriaSet(
    code="pace_1900",
    reference="Parliamentary Assembly of the Council of Europe, Resolution 1900 (2012)",
    criteria=(
        _deprived("pace_liberty"),
        _includes(
            "pace_a",
            "Against a fundamental guarantee of the ECHR: thought, conscience, expression, assembly, association",
            "Насуперак асноўнай гарантыі ЕКПЧ: думкі, сумлення, выказвання, сходаў, аб'яднанняў",
            "Вопреки основной гарантии ЕКПЧ: мысли, совести, выражения мнения, собраний, объединений",
        ),
        _includes(
            "pace_b",
            "For purely political reasons, without connection to any offence",
            "Выключна з палітычных прычын, без сувязі з якім-небудзь правапарушэннем",
            "Исключительно по политическим причинам, без связи с каким-либо правонарушением",
        ),
        _includes(
            "pace_c",
            "For political motives, length or conditions clearly out of proportion to the offence",
            "З палітычных матываў, тэрмін або ўмовы відавочна несувымерныя правапарушэнню",
            "По политическим мотивам, срок или условия явно несоразмерны правонарушению",
        ),
        _includes(
            "pace_d",
            "For political motives, in a discriminatory manner compared with others",
            "З палітычных матываў, дыскрымінацыйна ў параўнанні з іншымі",
            "По политическим мотивам, дискриминационно по сравнению с другими",
        ),
        _includes(
            "pace_e",
            "Result of clearly unfair proceedings connected with political motives of the authorities",
            "Вынік відавочна несправядлівага працэсу, звязанага з палітычнымі матывамі ўладаў",
            "Результат явно несправедливого процесса, связанного с политическими мотивами властей",
        ),
        _excludes(
            "pace_terror",
            "Terrorist crime proven under the ECHR and its case law",
            "Тэрарыстычнае злачынства, даказанае паводле ЕКПЧ і яе практыкі",
            "Террористическое преступление, доказанное согласно ЕКПЧ и её практике",
        ),
    ),
)
GUIDELINES_2013: Final = CriteriaSet(
    code="guidelines_2013",
    reference="Guidelines on the Definition of Political Prisoner (2013)",
    criteria=(
        _deprived("guide_liberty"),
        _includes(
            "guide_conscience",
            "Only for beliefs, or for non-violent use of the freedoms of thought, expression, assembly",
            "Толькі за перакананні або за негвалтоўнае ажыццяўленне свабод думкі, выказвання, сходаў",
            "Только за убеждения либо за ненасильственное осуществление свобод мысли, выражения мнения, собраний",
            grants="prisoner_of_conscience",
        ),
        _includes(
            "guide_identity",
            "Only for language, ethnicity, sex, orientation or other identity",
            "Толькі праз мову, этнічную прыналежнасць, пол, арыентацыю ці іншую ідэнтычнасць",
            "Только из-за языка, этнической принадлежности, пола, ориентации или иной идентичности",
            grants="prisoner_of_conscience",
        ),
        _includes(
            "guide_trial",
            "Political motive, and the right to a fair trial violated",
            "Палітычны матыў і парушэнне права на справядлівы суд",
            "Политический мотив и нарушение права на справедливый суд",
        ),
        _includes(
            "guide_facts",
            "Political motive, and false or wrong facts",
            "Палітычны матыў і сфабрыкаваныя або памылковыя факты",
            "Политический мотив и сфабрикованные или ошибочные факты",
        ),
        _includes(
            "guide_proportion",
            "Political motive, and length or conditions out of proportion",
            "Палітычны матыў і несувымерныя тэрмін або ўмовы",
            "Политический мотив и несоразмерные срок или условия",
        ),
        _includes(
            "guide_selective",
            "Political motive, and selective prosecution",
            "Палітычны матыў і выбіральнае пераследаванне",
            "Политический мотив и избирательное преследование",
        ),
        _excludes(
            "guide_violence",
            "Violence against persons, unless self-defence or necessity",
            "Гвалт супраць людзей, апрача самаабароны або крайняй неабходнасці",
            "Насилие против людей, кроме самообороны или крайней необходимости",
        ),
        _excludes(
            "guide_hatred",
            "Calls to violence or to hatred",
            "Заклікі да гвалту або нянавісці",
            "Призывы к насилию или ненависти",
        ),
    ),
)
DISSIDENTBY_WIDE: Final = CriteriaSet(
    code="dissidentby_wide",
    reference="Wide approach: whether violence or sabotage excludes is left to each group",
    criteria=(
        _includes(
            "wide_stance",
            "Prosecuted for a political stance, whatever the article",
            "Пераслед за палітычную пазіцыю, незалежна ад артыкула",
            "Преследование за политическую позицию, независимо от статьи",
        ),
    ),
)
AMNESTY_POC: Final = CriteriaSet(
    code="amnesty_poc",
    reference="Amnesty International, prisoner of conscience",
    criteria=(
        _deprived("amnesty_liberty"),
        _includes(
            "amnesty_identity",
            "For beliefs or identity",
            "За перакананні або ідэнтычнасць",
            "За убеждения или идентичность",
            grants="prisoner_of_conscience",
        ),
        _excludes(
            "amnesty_violence",
            "Used or advocated violence or hatred",
            "Ужыванне гвалту або заклікі да гвалту ці нянавісці",
            "Применение насилия либо призывы к насилию или ненависти",
        ),
    ),
)
WGAD: Final = CriteriaSet(
    code="wgad",
    reference="UN Working Group on Arbitrary Detention, categories I–V",
    criteria=(
        _includes("wgad_1", "I: no legal basis", "I: няма прававой падставы", "I: нет правового основания"),
        _includes(
            "wgad_2",
            "II: for the exercise of rights and freedoms",
            "II: за ажыццяўленне правоў і свабод",
            "II: за осуществление прав и свобод",
        ),
        _includes(
            "wgad_3",
            "III: grave violation of fair trial",
            "III: грубае парушэнне права на справядлівы суд",
            "III: грубое нарушение права на справедливый суд",
        ),
        _includes(
            "wgad_4",
            "IV: prolonged administrative custody of migrants and refugees",
            "IV: працяглае адміністрацыйнае ўтрыманне мігрантаў і бежанцаў",
            "IV: длительное административное содержание мигрантов и беженцев",
        ),
        _includes("wgad_5", "V: discrimination", "V: дыскрымінацыя", "V: дискриминация"),
    ),
)
CRITERIA_SETS: Final = {
    chosen.code: chosen for chosen in (PACE_1900, GUIDELINES_2013, DISSIDENTBY_WIDE, AMNESTY_POC, WGAD)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What answers suggest: `decision` is recognised, not_recognised or under_review; `grants` a recognition class."""

    decision: str
    grants: str | None = None


def suggest(criteria_set: CriteriaSet, answers: Mapping[str, str]) -> Suggestion:
    """What `answers` (criterion code → yes, no, unclear) suggest under a set; never more than a suggestion.

    Excluding: one yes excludes, one missing or unclear answer leaves it open; likewise for what is required.
    """
    said = {criterion: answers.get(criterion.code, "unclear") for criterion in criteria_set.criteria}
    barring = [
        answer if criterion.effect is Effect.EXCLUDES else _REVERSED.get(answer, "unclear")
        for criterion, answer in said.items()
        if criterion.effect is not Effect.INCLUDES
    ]
    including = [criterion for criterion in said if criterion.effect is Effect.INCLUDES]
    met = [criterion for criterion in including if said[criterion] == "yes"]
    if "yes" in barring or all(said[criterion] == "no" for criterion in including):
        return Suggestion(decision="not_recognised")
    if not met or "unclear" in barring:
        return Suggestion(decision="under_review")
    return Suggestion(decision="recognised", grants=met[0].grants)


_REVERSED: Final = {"yes": "no", "no": "yes", "unclear": "unclear"}
