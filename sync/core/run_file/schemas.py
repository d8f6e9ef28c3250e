"""XML as the formats of others want it: the names of their schemas, and texts in which nothing breaks out."""

from xml.sax.saxutils import escape

MAKER = "http://www.garmin.com/xmlschemas"
POINT_EXTENSION = f"{MAKER}/TrackPointExtension/v1"
TRAINING_CENTER = f"{MAKER}/TrainingCenterDatabase/v2"
ACTIVITY_EXTENSION = f"{MAKER}/ActivityExtension/v2"
_NO_XML = {0xFFFE: None, 0xFFFF: None}


def xml(text: str) -> str:
    """One line of text (`template_values.one_line`) as content; two signs that no XML may hold are left out."""
    return escape(text.translate(_NO_XML))
