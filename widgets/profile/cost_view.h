// SPDX-License-Identifier: GPL-3.0-or-later
/// What all views of a profile have in common: a function is chosen in one and shown by all, Enter leads to its source,
/// and a menu narrows down what is looked at.
#pragma once

#include <QWidget>

#include <functional>

#include "widgets/profile/profile_words.h"
#include "widgets/theme.h"

class QMenu;
class QModelIndex;

namespace watchglass {

class DataView;

class CostView : public QWidget
{
    Q_OBJECT
public:
    using DigestPtr = profiling::DigestPtr;

    /// Null: there is no profile.
    void setDigest(DigestPtr digest);
    const DigestPtr &digest() const { return m_digest; }
    /// Selects a function without a signal; `profile::none` = none.
    void showFunction(quint32 function);
    quint32 function() const { return m_function; }

signals:
    void functionChosen(quint32 function);
    void sourceWanted(quint32 function);
    void filterWanted(const watchglass::profile::Filter::Step &step);

protected:
    CostView(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme) {}
    virtual void digestChanged() = 0;
    virtual void functionChanged() = 0;
    const Theme &theme() const { return m_theme; }
    /// By the user, in this view.
    void choose(quint32 function);
    void addMenu(QMenu &menu, quint32 function);
    using FunctionOf = std::function<quint32(const QModelIndex &)>;
    void follow(DataView *list, FunctionOf functionOf);

private:
    const Theme &m_theme;
    DigestPtr m_digest;
    quint32 m_function = profile::none;
};

} // namespace watchglass
