// SPDX-License-Identifier: GPL-3.0-or-later
/// A line from the instruction that made a value of the wrong type to the one that wanted another.
#pragma once

#include <QPolygonF>

#include <vector>

#include "engine/wat/text.h"
#include "widgets/editor/editor_context.h"

class QPainter;

namespace watchglass::editor {

class ProducerLines
{
public:
    struct Joint {
        wat::TextRange producer, consumer;
    };

    explicit ProducerLines(EditorContext &context) : m(context) {}

    void refresh(); ///< those of the visible lines
    void paint(QPainter &painter) const;

    const std::vector<Joint> &joints() const { return m_joints; }
    /// The way of the line in the viewport, from producer to consumer; empty while one of them is folded away.
    QPolygonF path(const Joint &joint) const;

private:
    qreal leftOfText(int firstLine, int lastLine) const;

    EditorContext &m;
    std::vector<Joint> m_joints;
};

} // namespace watchglass::editor
