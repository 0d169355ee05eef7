"""Labels and questions in other languages than Chinese and English."""

import pytest

from pipeline.layouts.answer_languages import in_english, no_answers
from pipeline.staging.survey_labels import codes_of, fold
from pipeline.staging.survey_words import asks_demographic, asks_personal, asks_rating
from tests.staging.survey_files import stage_rows


def codes(text):
    labels = [fold(label) for label in text.split("|")]
    english = in_english(set(labels))
    found = codes_of({english.get(label, label) for label in labels})
    return found and [int(found[english.get(label, label)]) for label in labels]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("Muy satisfecho|Satisfecho|Ni satisfecho ni insatisfecho|Insatisfecho|Muy insatisfecho", [5, 4, 3, 2, 1]),
        ("Totalmente de acuerdo|De acuerdo|Ni de acuerdo, ni en desacuerdo|En desacuerdo|Totalmente en desacuerdo", [5, 4, 3, 2, 1]),
        ("Muy satisfecho(a)|Satisfecho/a|Poco satisfecho(a)|Nada satisfecho(a)", [4, 3, 2, 1]),
        ("Excelente|Muy bueno|Bueno|Regular|Malo", [5, 4, 3, 2, 1]),
        ("Muy bueno|Bueno|Regular|Malo|Muy malo", [5, 4, 3, 2, 1]),
        ("Agree completely|Agree somewhat|Neutral|Disagree somewhat|Disagree completely", [5, 4, 3, 2, 1]),
        ("Très satisfait|Plutôt satisfait|Plutôt pas satisfait|Pas du tout satisfait", [4, 3, 2, 1]),
        ("Tout à fait d'accord|Plutôt d'accord|Ni d'accord ni pas d'accord|Plutôt pas d'accord|Pas du tout d'accord", [5, 4, 3, 2, 1]),
        ("sehr zufrieden|eher zufrieden|teils/teils|eher unzufrieden|sehr unzufrieden", [5, 4, 3, 2, 1]),
        ("Stimme voll und ganz zu|Stimme eher zu|Teils/teils|Stimme eher nicht zu|Stimme überhaupt nicht zu", [5, 4, 3, 2, 1]),
        ("trifft voll zu|trifft eher zu|trifft eher nicht zu|trifft gar nicht zu", [4, 3, 2, 1]),
        ("Concordo totalmente|Concordo parcialmente|Não concordo nem discordo|Discordo parcialmente|Discordo totalmente", [5, 4, 3, 2, 1]),
        ("Ótimo|Bom|Regular|Ruim|Péssimo", [5, 4, 3, 2, 1]),
        ("Molto soddisfatto|Abbastanza soddisfatto|Poco soddisfatto|Per niente soddisfatto", [4, 3, 2, 1]),
        ("Zeer tevreden|Tevreden|Neutraal|Ontevreden|Zeer ontevreden", [5, 4, 3, 2, 1]),
        ("Полностью согласен|Скорее согласен|Нейтрально|Скорее не согласен|Полностью не согласен", [5, 4, 3, 2, 1]),
        ("とても満足|満足|普通|不満|とても不満", [5, 4, 3, 2, 1]),
        ("매우 그렇다|그렇다|보통이다|그렇지 않다|전혀 그렇지 않다", [5, 4, 3, 2, 1]),
        ("非常滿意|滿意|普通|不滿意|非常不滿意", [5, 4, 3, 2, 1]),
    ],
)  # fmt: skip
def test_labels_of_other_languages_are_levels_like_the_english_ones(labels, expected):
    assert codes(labels) == expected


@pytest.mark.parametrize(
    "labels", ["Sí|No", "Männlich|Weiblich", "Siempre|A veces|Nunca", "Regular|Irregular", "Tak|Nie", "Cukup|Kurang"]
)
def test_other_words_of_these_languages_are_no_levels(labels):
    assert codes(labels) is None


def test_a_label_with_a_word_that_is_not_known_stays_as_it_is():
    assert in_english(["sehr zufrieden", "zufrieden", "zufrieden mit dem aufzug"]) == {
        "sehr zufrieden": "very satisfied",
        "zufrieden": "satisfied",
    }


def test_one_known_label_among_others_is_chance():
    assert in_english(["regular", "part-time", "full-time"]) == {}


def test_answers_that_are_none_are_known_too():
    assert {"ns/nc", "weiß nicht", "ne se prononce pas", "não sei"} <= no_answers()


@pytest.mark.parametrize(
    "text", ["¿Qué tan satisfecho está con el servicio?", "Wie zufrieden sind Sie?", "Évaluez la propreté"]
)
def test_questions_of_other_languages_ask_for_ratings(text):
    assert asks_rating(text)


@pytest.mark.parametrize("text", ["Edad", "Geschlecht", "Sexe", "Nivel de estudios", "性別"])
def test_properties_of_respondents_are_known_in_other_languages(text):
    assert asks_demographic(text)


@pytest.mark.parametrize(
    "text", ["Nombre (opcional)", "Teléfono", "¿Cuál es su número de teléfono?", "Prénom", "Nachname", "氏名"]
)
def test_questions_that_identify_somebody_are_known_in_other_languages(text):
    assert asks_personal(text)


@pytest.mark.parametrize(
    "text", ["Do you develop mobile apps?", "Was your issue addressed?", "How do you rate e-mail support?"]
)
def test_words_inside_a_question_make_it_no_question_for_a_number_or_an_address(text):
    assert not asks_personal(text)


@pytest.mark.parametrize("text", ["Home Phone", "Mobile No.", "What is your e-mail address?", "Street address"])
def test_numbers_and_addresses_are_personal(text):
    assert asks_personal(text)


@pytest.mark.parametrize("text", ["MaritalStatus", "EducationLevel", "age_group"])
def test_a_property_written_in_one_word_is_known(text):
    assert asks_demographic(text)


def test_a_number_of_something_in_french_is_no_name():
    assert not asks_personal("Nombre de personnes dans le foyer")


def test_a_survey_in_spanish_has_ratings_and_no_names(tmp_path):
    header = ["Marca temporal", "Nombre", "¿Qué tan satisfecho está con la limpieza?", "¿Recibió respuesta?"]
    answers = ["Muy satisfecho", "Satisfecho", "Poco satisfecho", "NS/NC"]
    rows = [[f"{day}/03/2024 10:00:0{day % 10}", f"Invitado {day}", answers[day % 4], "Sí"] for day in range(13, 29)]
    found = stage_rows([header, *rows], keys=tmp_path / "key")
    assert found.roles[header[2]] == "rating"
    assert "Nombre" not in found.roles
    assert found.rows("select rating, count(*) from <rating> group by 1 order by 1") == [(2.0, 4), (4.0, 4), (5.0, 4)]


@pytest.mark.parametrize(
    "labels",
    [
        "非常满意 Very satisfied|满意 Satisfied|一般 Neutral|不满意 Dissatisfied|非常不满意 Very dissatisfied|不了解 Don't know",
        "5 非常满意(Very satisfied)|4 满意(Satisfied)|3 一般(Neutral)|2 不满意(Dissatisfied)|1 非常不满意(Very dissatisfied)|N/A",
        "Very satisfied 非常满意|Satisfied 满意|Neutral 一般|Dissatisfied 不满意|Very dissatisfied 非常不满意|不适用",
        "راض جدا Very satisfied|راض Satisfied|محايد Neutral|غير راض Dissatisfied|غير راض جدا Very dissatisfied|لا أعرف Don't know",
        "Excellent / Excellent|Tres bon /Very good|Bon / Good|Mauvais / Bad|Tres mauvais / Very bad|je ne sais pas/ I don't know",
        "Très satisfait / Very satisfied|Satisfait / Satisfied|Neutre / Neutral|Insatisfait / Dissatisfied|Très insatisfait / Very dissatisfied|Ne sait pas / Don't know",
    ],
    ids=[
        "Chinese first",
        "numbered",
        "English first",
        "Arabic and English",
        "the same word twice",
        "French and English",
    ],
)
def test_answers_said_in_two_languages_are_read_in_one(labels, tmp_path):
    labels = labels.split("|")
    rows = [[f"2024-03-{5 + n} 10:00", labels[n % 6]] for n in range(18)]
    staged = stage_rows([["提交时间", "您对保洁的满意度 Cleaning"], *rows], keys=tmp_path / "key")
    found = staged.rows("select rating, count(*) from <rating> group by 1 order by 1 desc")
    assert found == [(5, 3), (4, 3), (3, 3), (2, 3), (1, 3)]


def test_alternatives_behind_a_stroke_are_no_languages(tmp_path):
    rows = [[f"2024-03-{5 + n} 10:00", ["楼道/电梯", "大堂/车库"][n % 2]] for n in range(18)]
    staged = stage_rows([["提交时间", "您最关注哪里的保洁"], *rows], keys=tmp_path / "key")
    assert staged.roles == {"您最关注哪里的保洁": "attribute"}


@pytest.mark.parametrize(
    "text",
    [
        "1. Hausmeister (1 = sehr gut, 6 = ungenügend)",
        "1. Wie bewerten Sie den Hausmeister? (Schulnote 1-6)",
        "1. ¿Limpieza? (1 = muy bueno, 6 = muy malo)",
    ],
)
def test_ends_that_a_question_names_in_other_languages_turn_the_scale(wjx, text):
    survey = wjx([text], *[[str(n % 6 + 1)] for n in range(36)])
    assert survey.rows("select scale_min, scale_max, is_reversed from <question>") == [(1, 6, True)]
