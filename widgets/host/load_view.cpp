// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/load_view.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QVBoxLayout>

#include "widgets/host/call_log.h"
#include "widgets/views/data_view.h"
#include "widgets/views/row_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

LoadView::LoadView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_traffic(new Traffic(this)), m_chart(new TrafficChart(theme, *m_traffic, this)),
      m_deferred(new views::Deferred(this, [this] { showReport(); }))
{
    auto *left = new QWidget(this);
    auto *leftLayout = views::column(left);
    auto *reading = new QLabel(left);
    reading->setTextFormat(Qt::PlainText);
    reading->setWordWrap(true);
    leftLayout->addWidget(m_chart, 1);
    leftLayout->addWidget(reading);
    reading->hide();
    connect(m_chart, &TrafficChart::readingChanged, this, [reading](const QString &text) {
        reading->setText(text);
        reading->setVisible(!text.isEmpty());
    });
    auto *right = new QWidget(this);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->addWidget(makeForm());
    rightLayout->addWidget(makeResults(), 1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(right);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setAccessibleName(tr("Load"));
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(left);
    split->addWidget(scroll);
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    views::column(this)->addWidget(split, 1);
    setFocusProxy(m_chart);
    showReport();
    connect(&theme, &Theme::changed, this, [this] { m_deferred->request(); });
}

QWidget *LoadView::makeForm()
{
    auto *box = new QWidget(this);
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_port = views::named(new QSpinBox(box), tr("Port"), tr("Where the host listens on this machine."));
    m_port->setRange(1, 65535);
    m_port->setValue(8080);
    m_path = views::named(new QLineEdit(QStringLiteral("/hits?n={n}"), box), tr("Path"),
                          tr("{n} is the number of the request, which the header X-Request-Number carries, too; what "
                             "gives it back proves that answers are not mixed up."));
    m_connections = views::named(new QSpinBox(box), tr("Connections"), tr("How many at once."));
    m_connections->setRange(1, 1000);
    m_connections->setValue(8);
    m_rate = views::named(new QDoubleSpinBox(box), tr("Requests a second"),
                          tr("Of all connections together; 0: as fast as answers come."));
    m_rate->setRange(0, 1'000'000);
    m_rate->setDecimals(0);
    m_rate->setValue(500);
    m_rate->setSpecialValueText(tr("as fast as it goes"));
    m_seconds = views::named(new QSpinBox(box), tr("Duration"), tr("0: until it is stopped."));
    m_seconds->setRange(0, 86400);
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setSpecialValueText(tr("until stopped"));
    m_keepAlive = views::named(new QCheckBox(tr("Keep connections"), box), tr("Keep connections"),
                               tr("Off, each request has a connection of its own."));
    m_keepAlive->setChecked(true);
    m_start = views::named(new QPushButton(box), tr("Start load"));
    auto *where = new QHBoxLayout;
    where->addWidget(m_port);
    where->addWidget(m_path, 1);
    where->addWidget(new QLabel(tr("connections:"), box));
    where->addWidget(m_connections);
    auto *how = new QHBoxLayout;
    how->addWidget(m_rate, 1);
    how->addWidget(new QLabel(tr("for:"), box));
    how->addWidget(m_seconds);
    how->addWidget(m_keepAlive);
    how->addStretch();
    how->addWidget(m_start);
    form->addRow(tr("Port, path:"), where);
    form->addRow(tr("Requests a second:"), how);
    connect(m_port, &QSpinBox::valueChanged, this, [this] { m_portTyped = true; });
    connect(m_start, &QPushButton::clicked, this, &LoadView::submit);
    connect(m_path, &QLineEdit::returnPressed, this, &LoadView::submit);
    return box;
}

QWidget *LoadView::makeResults()
{
    auto *box = new QWidget(this);
    auto *layout = views::column(box);
    layout->setSpacing(views::gap(this));
    m_icon = new QLabel(box);
    m_summary = views::sentence(box);
    m_summary->setAccessibleName(tr("Load"));
    auto *head = new QHBoxLayout;
    head->addWidget(m_icon, 0, Qt::AlignTop);
    head->addWidget(m_summary, 1);
    m_proof = views::sentence(box);
    m_proof->setAccessibleName(tr("Proof"));
    m_list = new DataView(m_theme, box);
    m_rows = new RowModel(m_theme,
                          {{tr("Change"), false, false},
                           {tr("Before"), true},
                           {tr("During"), true},
                           {tr("After"), true},
                           {tr("Lost"), true},
                           {tr("Mixed up"), true},
                           {tr("Reordered"), true},
                           {tr("Longest pause"), true}},
                          this);
    m_list->setModel(m_rows);
    m_list->setStretch(0);
    m_list->setAccessibleName(tr("Proof of each change"));
    m_list->setEmptyText(tr("Swap, unbind or break something while a load runs: each change gets a line of proof."));
    m_list->setMinimumHeight(fontMetrics().height() * 4);
    layout->addLayout(head);
    layout->addWidget(m_proof);
    layout->addWidget(m_list, 1);
    return box;
}

void LoadView::offerPort(quint16 port)
{
    if (m_portTyped || port == 0)
        return;
    const QSignalBlocker quiet(m_port);
    m_port->setValue(port);
}

load::Settings LoadView::settings() const
{
    load::Settings made;
    made.port = uint16_t(m_port->value());
    made.target = m_path->text().trimmed().toStdString();
    made.connections = unsigned(m_connections->value());
    made.keepAlive = m_keepAlive->isChecked();
    if (m_rate->value() > 0)
        made.rate = m_rate->value();
    if (m_seconds->value() > 0)
        made.duration = std::chrono::seconds(m_seconds->value());
    return made;
}

void LoadView::submit()
{
    if (running())
        return emit stopWanted();
    say({});
    emit startWanted(settings());
}

void LoadView::setReport(std::shared_ptr<const load::Report> report)
{
    m_report = std::move(report);
    m_deferred->request();
}

void LoadView::say(const QString &problem)
{
    m_report.reset();
    m_deferred->flush();
    showReport();
    if (problem.isEmpty())
        return;
    m_icon->setPixmap(m_theme.icon(QStringLiteral("error"), Theme::Color::Error).pixmap(16));
    m_summary->setText(problem);
}

QString LoadView::proof() const
{
    return m_report ? views::text(load::proofLine(*m_report)) : QString();
}

void LoadView::showReport()
{
    m_start->setText(running() ? tr("&Stop Load") : tr("&Start Load"));
    m_start->setAccessibleName(running() ? tr("Stop load") : tr("Start load"));
    m_proof->setVisible(m_report != nullptr);
    if (!m_report) {
        m_icon->clear();
        m_summary->setText(tr("Sends real requests to a listener of this machine and keeps account of every one."));
        m_rows->setRows({});
        return;
    }
    const load::Report &report = *m_report;
    const QLocale locale;
    const bool clean = report.counts.clean() && report.problem.empty();
    m_icon->setPixmap(m_theme
                          .icon(clean ? QStringLiteral("check") : QStringLiteral("error"),
                                clean ? Theme::Color::Good : Theme::Color::Error)
                          .pixmap(16));
    const double seconds = std::chrono::duration<double>(report.elapsed).count();
    QString text = tr("%1: %2 answers in %3 s, %4 a second; half within %5, 99 % within %6, 99.9 % within %7.")
                       .arg(report.running ? tr("Runs") : tr("Ended"), locale.toString(report.counts.ended))
                       .arg(seconds, 0, 'f', 1)
                       .arg(seconds > 0 ? locale.toString(qint64(double(report.counts.ended) / seconds)) : QString())
                       .arg(durationText(report.latency.percentile(0.5)), durationText(report.latency.percentile(0.99)),
                            durationText(report.latency.percentile(0.999)));
    for (const auto &[status, count] : report.counts.failed)
        text += QLatin1Char(' ') + tr("%1 times status %2.").arg(locale.toString(count)).arg(status);
    for (const auto &[why, count] : report.losses)
        text += QLatin1Char(' ') + tr("%1 lost: %2.").arg(locale.toString(count), views::text(why));
    if (!report.problem.empty())
        text = views::text(report.problem);
    m_summary->setText(text);
    m_proof->setText(proof());
    std::vector<Row> rows;
    for (auto proof = report.proofs.rbegin(); proof != report.proofs.rend(); ++proof) {
        load::Counts all = proof->before;
        all.add(proof->during);
        all.add(proof->after);
        const bool good = all.lost == 0 && all.mixedUp == 0 && all.wentBack == 0;
        const auto number = [&](uint64_t value, bool bad) {
            Cell cell{locale.toString(value)};
            if (bad && value)
                cell.color = Theme::Color::Error;
            return cell;
        };
        Cell name{views::text(proof->mark.text)};
        name.icon = good ? QStringLiteral("check") : QStringLiteral("error");
        name.iconColor = good ? Theme::Color::Good : Theme::Color::Error;
        if (!proof->mark.problem.empty())
            name.text += QStringLiteral(" – ") + views::text(proof->mark.problem);
        name.tip = views::text(load::proofLine(*proof));
        rows.push_back({proof->number,
                        {name, number(proof->before.ended, false), number(proof->during.ended, false),
                         number(proof->after.ended, false), number(all.lost, true), number(all.mixedUp, true),
                         number(all.wentBack, true), Cell{durationText(proof->longestPause)}}});
    }
    m_rows->setRows(std::move(rows));
}

} // namespace watchglass
