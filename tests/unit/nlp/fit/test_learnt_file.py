"""The file of weights: readable lines, small weights left out, the same for the same teaching."""

import yaml

from nlp.fit.cases import read_cases
from nlp.fit.features import CODES
from nlp.fit.learnt_file import written
from nlp.fit.model import teach
from tests.bench.cases import INVENTED


def test_what_is_written_is_yaml_with_every_industry() -> None:
    text = written(teach(read_cases(INVENTED)[::10], (), {}), "a test", 0.3, 0.5)
    read = yaml.safe_load(text)
    assert read["fitted_on"] == "a test"
    assert (read["temperature"], read["ask_below"]) == (0.3, 0.5)
    assert tuple(read["bias"]) == CODES
    assert [line.split()[0] for line in read["prior"].splitlines()] == list(CODES)
    assert text == written(teach(read_cases(INVENTED)[::10], (), {}), "a test", 0.3, 0.5)
