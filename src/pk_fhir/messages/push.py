"""What is said when a person settles what two servers do not agree on (`pk-fhir sync settle`, `/admin/sync`, the page)."""

from pk_fhir.messages.catalogue import Text

_TEXTS = {
    "no-conflict": Text(
        "There is no open conflict with this id.", "Det finns ingen öppen konflikt med detta id."
    ),
    "settled-already": Text(
        "Somebody else has settled this conflict.", "Någon annan har redan avgjort konflikten."
    ),
    "deleted-there": Text(
        "The target deleted this resource. Delete ours too, or keep ours.",
        "Den andra servern har tagit bort uppgiften. Ta bort vår också, eller behåll vår.",
    ),
    "changed-here": Text(
        "Ours has changed since you read it: read both again, then decide.",
        "Vår uppgift har ändrats sedan du läste den: läs båda igen och avgör sedan.",
    ),
    "several": Text(
        "The server has {count} of what is one here: {alike}. Merge them there and choose 'again', or say which one it is (there).",
        "Servern har {count} av det som är en här: {alike}. Slå ihop dem där och välj att försöka igen, eller säg vilken det är.",
    ),
    "not-one-of-them": Text(
        "{there} is none of those that it may be: say one of {alike}.",
        "{there} är ingen av dem som det kan vara: ange en av {alike}.",
    ),
    "which-there": Text(
        "Say which one it is there: one of {alike}.", "Ange vilken det är där: en av {alike}."
    ),
    "not-of-several": Text(
        "Both sides have changed this: choose 'ours', 'theirs' or 'dismissed'.",
        "Båda sidor har ändrat detta: välj vår, deras eller att låta båda vara.",
    ),
}
TEXTS = {f"push.{key}": value for key, value in _TEXTS.items()}
