"""A small service model for the tests of the wire."""

from __future__ import annotations

from typing import Any, ClassVar

SHAPES: dict[str, Any] = {
    "MakeRequest": {
        "type": "structure",
        "required": ["name"],
        "members": {
            "name": {"shape": "Name"},
            "count": {"shape": "Count"},
            "total": {"shape": "Total"},
            "share": {"shape": "Share"},
            "weight": {"shape": "Weight"},
            "fast": {"shape": "Boolean"},
            "kind": {"shape": "Kind"},
            "code": {"shape": "Code"},
            "since": {"shape": "Timestamp"},
            "part": {"shape": "Part"},
            "items": {"shape": "Items"},
            "settings": {"shape": "Settings"},
            "tree": {"shape": "Tree"},
            "details": {"shape": "Details"},
            "note": {"shape": "Note"},
        },
    },
    "MakeResponse": {"type": "structure", "members": {"name": {"shape": "Note"}}},
    "Name": {"type": "string", "min": 2, "max": 5},
    "Count": {"type": "integer", "min": 0, "max": 10},
    "Total": {"type": "long"},
    "Share": {"type": "float"},
    "Weight": {"type": "double", "max": 100.0},
    "Boolean": {"type": "boolean"},
    "Kind": {"type": "string", "enum": ["RED", "BLUE"]},
    "Code": {"type": "string", "pattern": "[a-z]+"},
    "Timestamp": {"type": "timestamp"},
    "Part": {"type": "blob", "min": 1, "max": 4},
    "Items": {"type": "list", "member": {"shape": "Item"}, "max": 3},
    "Item": {"type": "structure", "required": ["id"], "members": {"id": {"shape": "Note"}, "size": {"shape": "Count"}}},
    "Settings": {"type": "map", "key": {"shape": "Note"}, "value": {"shape": "Count"}},
    "Tree": {"type": "structure", "members": {"name": {"shape": "Name"}, "children": {"shape": "Trees"}}},
    "Trees": {"type": "list", "member": {"shape": "Tree"}},
    "Details": {"type": "structure", "members": {}, "document": True},
    "Note": {"type": "string"},
}


class SmallModel:
    """Stands in for ServiceModel: one service, ``small``, with the operations Make and Break."""

    name = "small"
    service_id = "Small"
    target_prefix = "Small_2026"
    shapes = SHAPES
    operations: ClassVar[dict[str, Any]] = {
        "Make": {"input": {"shape": "MakeRequest"}, "output": {"shape": "MakeResponse"}},
        "Break": {"input": {"shape": "MakeRequest"}, "output": {"shape": "MakeResponse"}},
    }

    def input_shape(self, operation: str) -> str:
        """The name of the shape that ``operation`` takes."""
        return str(self.operations[operation]["input"]["shape"])
