// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/problems_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace watchglass {

namespace {

struct Look {
    QString icon;
    Theme::Color color;
};

Look look(wat::Severity severity)
{
    switch (severity) {
    case wat::Severity::Error:
        return {QStringLiteral("error"), Theme::Color::Error};
    case wat::Severity::Warning:
        return {QStringLiteral("warning"), Theme::Color::Warning};
    case wat::Severity::Hint:
        break;
    }
    return {QStringLiteral("hint"), Theme::Color::Hint};
}

} // namespace

ProblemsView::ProblemsView(const Theme &theme, QWidget *parent)
    : RowsView(theme,
               {{tr("Problem"), false, false},
                {tr("Line:Column"), true},
                {tr("Source"), false, false},
                {tr("Fix"), false, false}},
               tr("Problems"), {}, parent),
      m_summary(new QLabel(this))
{
    m_summary->setAccessibleName(tr("Number of problems"));
    m_summary->setTextFormat(Qt::PlainText);
    auto *top = views::line();
    top->addWidget(m_summary);
    static_cast<QVBoxLayout *>(layout())->insertLayout(0, top);
    list()->setStretch(0);
    list()->setTextElideMode(Qt::ElideRight);
    // Copies: what is done about a problem may bring new ones before the signal has returned.
    connect(list(), &DataView::rowActivated, this, [this](const QModelIndex &index) {
        const wat::TextRange range = m_entries[size_t(index.row())].problem.range;
        emit activated(range);
    });
    connect(list(), &DataView::linkActivated, this, [this](const QModelIndex &index) {
        const wat::Diagnostic problem = m_entries[size_t(index.row())].problem;
        emit fixRequested(problem, 0);
    });
    list()->setMenu([this](QMenu &menu, const QModelIndex &index) {
        if (index.isValid())
            fillMenu(menu, index.row());
    });
    changed();
}

void ProblemsView::setProblems(const QString &file, std::vector<wat::Diagnostic> problems, const wat::LineIndex &lines)
{
    std::sort(problems.begin(), problems.end(), [](const wat::Diagnostic &a, const wat::Diagnostic &b) {
        return a.range.begin != b.range.begin ? a.range.begin < b.range.begin
                                              : std::tie(a.severity, a.message) < std::tie(b.severity, b.message);
    });
    m_file = file;
    m_entries.clear();
    m_entries.reserve(problems.size());
    for (wat::Diagnostic &problem : problems) {
        const wat::LineColumn place = lines.at(problem.range.begin);
        m_entries.push_back({std::move(problem), place});
    }
    changed();
}

QString ProblemsView::summary() const
{
    int counts[3] = {};
    for (const Entry &entry : m_entries)
        ++counts[int(entry.problem.severity)];
    QStringList parts;
    if (counts[0])
        parts += counts[0] == 1 ? tr("1 error") : tr("%1 errors").arg(counts[0]);
    if (counts[1])
        parts += counts[1] == 1 ? tr("1 warning") : tr("%1 warnings").arg(counts[1]);
    if (counts[2])
        parts += counts[2] == 1 ? tr("1 hint") : tr("%1 hints").arg(counts[2]);
    return parts.join(QStringLiteral(", "));
}

Row ProblemsView::row(size_t index) const
{
    const wat::Diagnostic &problem = m_entries[index].problem;
    const wat::LineColumn place = m_entries[index].place;
    const Look looks = look(problem.severity);
    Cell message{views::text(problem.message)};
    message.icon = looks.icon;
    message.tip = tr("%1: %2").arg(views::text(wat::name(problem.severity)), message.text);
    for (const wat::Related &related : problem.related)
        message.tip += QLatin1Char('\n') + views::text(related.message);
    message.iconColor = looks.color;
    Cell fix;
    if (!problem.fixes.empty()) {
        fix.text = views::text(problem.fixes.front().title);
        fix.link = problem.range.begin;
    }
    Cell source{views::text(wat::name(problem.source))};
    source.color = Theme::Color::DimText;
    return {(quint64(problem.range.begin) << 8) ^ qHash(message.text),
            {message, Cell{QStringLiteral("%1:%2").arg(place.line).arg(place.column)}, source, fix}};
}

std::vector<Row> ProblemsView::rows()
{
    std::vector<Row> rows;
    for (size_t i = 0; i < m_entries.size(); ++i)
        rows.push_back(row(i));
    list()->setEmptyText(m_file.isEmpty() ? tr("Nothing is open: what is wrong with a text shows up here.")
                                          : tr("No problems in %1.").arg(m_file));
    const QString counts = summary();
    m_summary->setText(m_file.isEmpty() || counts.isEmpty() ? counts : tr("%1: %2").arg(m_file, counts));
    m_summary->setVisible(!counts.isEmpty());
    return rows;
}

void ProblemsView::fillMenu(QMenu &menu, int row)
{
    const wat::Diagnostic problem = m_entries[size_t(row)].problem;
    menu.addAction(tr("&Go there"), this, [this, problem] { emit activated(problem.range); });
    for (const wat::Related &related : problem.related)
        menu.addAction(tr("Go to: %1").arg(views::text(related.message)), this,
                       [this, range = related.range] { emit activated(range); });
    for (size_t i = 0; i < problem.fixes.size(); ++i)
        menu.addAction(theme().icon(QStringLiteral("lamp")), views::text(problem.fixes[i].title), this,
                       [this, problem, i] { emit fixRequested(problem, int(i)); });
}

} // namespace watchglass
