// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/examples.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

/// Resources of a static library are registered by hand; the macro must stand outside any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(examples);
}

namespace watchglass {

namespace {
QByteArray resource(const QString &name)
{
    initResources();
    QFile file(QStringLiteral(":/examples/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QVector<Example> examples()
{
    QVector<Example> all;
    const QJsonArray list = QJsonDocument::fromJson(resource(QStringLiteral("examples.json"))).array();
    for (const QJsonValue &value : list) {
        const QJsonObject object = value.toObject();
        Example example;
        example.id = object[QStringLiteral("id")].toString();
        // Cards are translated like any text of the window, under the context "Examples".
        const auto translated = [&](const QString &key) {
            return QCoreApplication::translate("Examples", object[key].toString().toUtf8().constData());
        };
        example.title = translated(QStringLiteral("title"));
        example.promise = translated(QStringLiteral("promise"));
        example.invoke = object[QStringLiteral("invoke")].toString();
        for (const QJsonValue &argument : object[QStringLiteral("arguments")].toArray())
            example.arguments << argument.toString();
        all.append(example);
    }
    return all;
}

std::optional<Example> findExample(const QString &id)
{
    for (const Example &example : examples())
        if (example.id == id)
            return example;
    return std::nullopt;
}

QByteArray exampleText(const QString &id)
{
    return resource(id + QStringLiteral(".wat"));
}

} // namespace watchglass
